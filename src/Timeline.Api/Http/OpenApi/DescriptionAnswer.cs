using System.Globalization;
using System.Text;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;
using Timeline.Store;

namespace Timeline.Api.Http.OpenApi;

/// <summary>
/// The description as it is sent. Whoever likes may ask for it, and it takes a quarter of a second of processor to make: so it is
/// made once, one at a time, and again where the entry in its examples is another one.
/// </summary>
internal sealed class DescriptionAnswer(IAsyncSwaggerProvider descriptions, TimelineDatabase db, PublicAddress service) : IDisposable
{
    /// <summary>Its name in its address.</summary>
    public const string Version = "v1";

    // Each has more than a megabyte where nobody compresses it; there are as many as names by which readers call the service.
    private readonly LastingAnswers<(string Address, string? Entry)> _answers = new(8);

    private readonly SemaphoreSlim _turn = new(1);
    private (string? Entry, OpenApiDocument Document)? _made;

    public void Dispose() => _turn.Dispose();

    public async Task SendAsync(HttpContext context)
    {
        var (address, entry) = (service.Of(context.Request), await ExampleIds.EntryAsync(db, context.RequestAborted));
        await _answers.SendAsync(context, (address, entry), () => MakeAsync(address, entry, context.RequestAborted));
    }

    private async Task<Answer> MakeAsync(string address, string? entry, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_made is not { } made || made.Entry != entry)
                _made = made = (entry, await descriptions.GetSwaggerAsync(Version));
            made.Document.Servers = [new() { Url = address }];
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            made.Document.SerializeAsV31(new OpenApiJsonWriter(text));
            return Answer.Of(Encoding.UTF8.GetBytes(text.ToString()), Answer.Json, CacheLifetime.Present);
        }
        finally
        {
            _turn.Release();
        }
    }
}
