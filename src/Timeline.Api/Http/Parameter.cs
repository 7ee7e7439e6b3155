using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Timeline.Api.Http;

/// <summary>
/// What a route takes beside its path and its body: by this one definition it is read and described in OpenAPI.
/// </summary>
/// <param name="Name">Its name in the address, or the header's.</param>
/// <param name="About">What it is for, for whoever calls.</param>
internal abstract record Parameter(string Name, string About)
{
    /// <summary>A value that may be sent.</summary>
    public string? Example { get; init; }

    /// <summary>Whether it must be sent.</summary>
    public bool Required { get; init; }

    /// <summary>What was sent, spelled as everybody's is who means the same; nothing where it says what holds anyway.</summary>
    public virtual IEnumerable<string> Spell(StringValues sent) => sent.OfType<string>().Where(v => v.Length > 0);
}

/// <summary>Any text.</summary>
internal sealed record TextParameter(string Name, string About) : Parameter(Name, About)
{
    /// <summary>The most characters.</summary>
    public int Longest { get; init; } = 200;
}

/// <summary>An id (<see cref="Domain.Values.SlugAttribute"/>).</summary>
internal sealed record SlugParameter(string Name, string About) : Parameter(Name, About);

/// <summary>Several ids, each in a parameter of its own.</summary>
/// <param name="Name">Its name.</param>
/// <param name="About">What it is for.</param>
/// <param name="Most">The most of them; one is the least.</param>
internal sealed record SlugsParameter(string Name, string About, int Most) : Parameter(Name, About);

/// <summary><c>true</c> or <c>false</c>, which it is otherwise.</summary>
internal sealed record FlagParameter(string Name, string About) : Parameter(Name, About)
{
    /// <summary>Whether it is neither where it is sent empty, as forms send what is not filled in.</summary>
    public bool Strict { get; init; }

    public override IEnumerable<string> Spell(StringValues sent) => base.Spell(sent).Where(v => v != "false");
}

/// <summary>A whole number.</summary>
/// <param name="Name">Its name.</param>
/// <param name="About">What it is for.</param>
/// <param name="Least">The least that may be sent.</param>
/// <param name="Most">The most that may be sent.</param>
/// <param name="Otherwise">What it is where none is sent; null where that depends.</param>
internal sealed record NumberParameter(string Name, string About, long Least, long Most, long? Otherwise = null)
    : Parameter(Name, About)
{
    public override IEnumerable<string> Spell(StringValues sent) => base.Spell(sent)
        .Select(v => long.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number == Otherwise ? "" : number.ToString(CultureInfo.InvariantCulture)
            : v)
        .Where(v => v.Length > 0);
}

/// <summary>One of a few words.</summary>
/// <param name="Name">Its name.</param>
/// <param name="About">What it is for.</param>
/// <param name="Words">The words; the first is what it is where none is sent.</param>
internal sealed record WordParameter(string Name, string About, params string[] Words) : Parameter(Name, About)
{
    public override IEnumerable<string> Spell(StringValues sent) => base.Spell(sent).Where(v => v != Words[0]);
}

/// <summary>Some of a few words, as often as one likes; all where none is sent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="About">What it is for.</param>
/// <param name="Words">The words.</param>
internal sealed record WordsParameter(string Name, string About, params string[] Words) : Parameter(Name, About)
{
    public override IEnumerable<string> Spell(StringValues sent) =>
        base.Spell(sent).SelectMany(v => v.Split(',')).Where(v => v.Length > 0).Distinct().Order(StringComparer.Ordinal);
}

/// <summary>A date in EDTF.</summary>
internal sealed record DateParameter(string Name, string About) : Parameter(Name, About)
{
    // A plus sign in an address is a blank unless it is written %2B, which is easily forgotten in an offset.
    public override IEnumerable<string> Spell(StringValues sent) => base.Spell(sent).Select(v => v.Replace(' ', '+'));
}

/// <summary>Names of kinds, as often as one likes.</summary>
internal sealed record KindsParameter(string Name, string About) : Parameter(Name, About)
{
    public override IEnumerable<string> Spell(StringValues sent) =>
        base.Spell(sent).SelectMany(v => v.Split(',')).Where(v => v.Length > 0).Distinct().Order(StringComparer.Ordinal);
}

/// <summary>A recorded moment (<see cref="Moment"/>).</summary>
/// <param name="Name">Its name.</param>
/// <param name="About">What it is for.</param>
internal sealed record MomentParameter(string Name, string About) : Parameter(Name, About)
{
    public override IEnumerable<string> Spell(StringValues sent) => base.Spell(sent).Select(v => v.Replace(' ', '+'));
}

/// <summary>A header of the request.</summary>
internal sealed record HeaderParameter(string Name, string About) : Parameter(Name, About)
{
    /// <summary>The most characters; null where its own syntax sets the limit.</summary>
    public int? Longest { get; init; }
}

/// <summary>A header of some of a route's answers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="About">What it says.</param>
/// <param name="Statuses">The answers that may have it.</param>
internal sealed record AnswerHeader(string Name, string About, params int[] Statuses)
{
    /// <summary>Of a past state.</summary>
    public static AnswerHeader ContentLocation { get; } = new("Content-Location",
        "Of a past state of a story: its own address, which names the version.", 200, 304);

    /// <summary>Of what is good for one reader at one moment.</summary>
    public static AnswerHeader NotKept { get; } = new("Cache-Control", "no-store: it is not to be kept.", 200, 204);
}

internal static class Taking
{
    /// <summary>Declares what a route takes.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, params Parameter[] parameters) =>
        route.WithMetadata([.. parameters]);
}
