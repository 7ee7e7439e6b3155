using Timeline.Api.Http;

namespace Timeline.Api.Widget;

/// <summary>The element <c>&lt;story-timeline&gt;</c>: one script, and the page that sets it up.</summary>
internal static class WidgetRoutes
{
    private const string DemoPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https:; media-src https:; " +
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    public static void MapWidget(this WebApplication app)
    {
        var script = WidgetModule.File;
        script.Map(app, "/widget/");
        new EmbeddedFile("Widget/demo.js").Map(app, "/widget/");
        var page = EmbeddedFile.TextOf("Widget/demo.html").Replace("<!--manual-->", WidgetManual.Html, StringComparison.Ordinal);
        new EmbeddedFile("demo.html", System.Text.Encoding.UTF8.GetBytes(page))
            .MapAt(app, "/widget/demo", a => a with { Headers = [("Content-Security-Policy", DemoPolicy)] });

        app.MapMethods("/widget/story-timeline.json", AnswerSending.Reads, (HttpContext context, PublicAddress address) => context.SendAsync(Answer.Of(
                AnswerSending.Json(WidgetScript.Of(script, address.Of(context.Request))), Answer.Json, CacheLifetime.Present))).Conditional()
            .WithName("GetWidget").WithSummary("The widget's unchanging address, and the tag that loads it")
            .WithTags("Widget").PassesOverOthers().Produces<WidgetScript>();
    }
}

/// <summary>How a page loads the widget so that it can never change unnoticed.</summary>
/// <param name="Url">The address of this very version of the script.</param>
/// <param name="Integrity">Its digest (W3C Subresource Integrity).</param>
/// <param name="Latest">The address of whatever version is the latest.</param>
/// <param name="Markup">The tag.</param>
internal sealed record WidgetScript(string Url, string Integrity, string Latest, string Markup)
{
    public static WidgetScript Of(EmbeddedFile script, string address)
    {
        var url = $"{address}/widget/{script.VersionedName}";
        return new(url, script.Integrity, $"{address}/widget/{script.Name}",
            $"""<script type="module" src="{url}" integrity="{script.Integrity}" crossorigin="anonymous"></script>""");
    }
}
