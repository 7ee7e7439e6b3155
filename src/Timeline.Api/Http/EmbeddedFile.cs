using System.Security.Cryptography;

namespace Timeline.Api.Http;

/// <summary>
/// A file inside the assembly, served at its own address, which browsers ask for again, and at one that names its contents
/// and so never changes.
/// </summary>
internal sealed class EmbeddedFile
{
    // There are as many as there are files, and nobody can ask for others.
    private static readonly LastingAnswers<(string Address, string Version)> Encoded = new(long.MaxValue, forGood: true);

    private readonly Lazy<Answer> _answer;

    /// <summary>Loads it.</summary>
    /// <param name="name">Its path in the project, such as <c>Widget/demo.js</c>.</param>
    /// <param name="before">Files that are sent as one with it, before it.</param>
    public EmbeddedFile(string name, params string[] before)
        : this(name, [.. before.Append(name).SelectMany(Read)])
    {
    }

    /// <summary>Takes what was made at the start.</summary>
    /// <param name="name">What it would be called.</param>
    /// <param name="source">What is in it, or what it is made of.</param>
    /// <param name="make">Makes it when it is first asked for, the same of the same source; null where it is the source.</param>
    public EmbeddedFile(string name, byte[] source, Func<byte[], byte[]>? make = null)
    {
        var type = Path.GetExtension(name) switch
        {
            ".js" => "text/javascript",
            ".css" => "text/css",
            ".svg" => "image/svg+xml",
            ".ico" => "image/x-icon",
            ".html" => "text/html",
            _ => throw new InvalidOperationException($"Nobody has said what {name} is."),
        };
        Name = Path.GetFileName(name);
        Version = Convert.ToHexStringLower(SHA256.HashData(source).AsSpan(0, 6));
        _answer = new(() => Answer.Of(make?.Invoke(source) ?? source, type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type, CacheLifetime.Soon) with
        {
            // Pages that isolate themselves (COEP) may use it too.
            Headers = [("Cross-Origin-Resource-Policy", "cross-origin")],
        });
    }

    /// <summary>The file as it is sent at its own address.</summary>
    public Answer Answer => _answer.Value;

    public string Name { get; }

    /// <summary>A short digest of what it is made of.</summary>
    public string Version { get; }

    /// <summary>For the <c>integrity</c> attribute (W3C Subresource Integrity).</summary>
    public string Integrity => "sha384-" + Convert.ToBase64String(SHA384.HashData(Answer.Body));

    /// <summary>The file's name with its version.</summary>
    public string VersionedName => $"{Path.GetFileNameWithoutExtension(Name)}.{Version}{Path.GetExtension(Name)}";

    /// <summary>Serves it in a folder.</summary>
    public void Map(IEndpointRouteBuilder app, string folder)
    {
        MapAt(app, folder + Name);
        MapAt(app, folder + VersionedName, a => a with { Lifetime = CacheLifetime.Immutable });
    }

    /// <summary>The text of a file inside the assembly.</summary>
    /// <param name="name">Its path in the project.</param>
    public static string TextOf(string name) => System.Text.Encoding.UTF8.GetString(Read(name));

    /// <summary>Serves it at one address and no other.</summary>
    /// <param name="app">The routes.</param>
    /// <param name="address">Where.</param>
    /// <param name="sent">How it is sent, where that is not as everywhere.</param>
    public void MapAt(IEndpointRouteBuilder app, string address, Func<Answer, Answer>? sent = null) =>
        app.MapMethods(address, AnswerSending.Reads, (Delegate)((HttpContext context) =>
                Encoded.SendAsync(context, (address, Version), () => Task.FromResult(sent?.Invoke(Answer) ?? Answer))))
            .Conditional().PassesOverOthers().ExcludeFromDescription();

    private static byte[] Read(string name)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream("Timeline.Api." + name.Replace('/', '.'))
            ?? throw new InvalidOperationException($"The assembly has no file {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
