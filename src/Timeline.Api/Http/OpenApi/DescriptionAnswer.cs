using System.Globalization;
using System.Text;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;
using Timeline.Store;

namespace Timeline.Api.Http.OpenApi;

/// <summary>
/// The description as it is sent. Whoever likes may ask for it, and it takes a quarter of a second of processor to make: so it is
/// made once, and again where the entry in its examples is another one.
/// </summary>
internal sealed class DescriptionAnswer(IAsyncSwaggerProvider descriptions, TimelineDatabase db, PublicAddress service)
{
    /// <summary>Its name in its address.</summary>
    public const string Version = "v1";

    // It has more than a megabyte where nobody compresses it.
    private readonly LastingAnswers<string> _answers = new(8 << 20);

    public async Task SendAsync(HttpContext context)
    {
        var entry = await ExampleIds.EntryAsync(db, context.RequestAborted);
        await _answers.SendAsync(context, entry ?? "", MakeAsync);
    }

    private async Task<Answer> MakeAsync()
    {
        var document = await descriptions.GetSwaggerAsync(Version);
        // Else where it is itself: what a reader calls the service would be another description for each.
        document.Servers = [new() { Url = service.Configured ?? "/" }];
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        return Answer.Of(Encoding.UTF8.GetBytes(text.ToString()), Answer.Json, CacheLifetime.Present);
    }
}
