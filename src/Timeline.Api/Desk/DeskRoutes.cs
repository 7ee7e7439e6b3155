using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Desk.Live;
using Timeline.Api.Desk.Past;
using Timeline.Api.Desk.People;
using Timeline.Api.Desk.SigningIn;
using Timeline.Api.Desk.Stories;
using Timeline.Api.Desk.TakeDowns;
using Timeline.Api.Desk.Todo;
using Timeline.Api.Http;
using Timeline.Api.Pages;

namespace Timeline.Api.Desk;

/// <summary>The editors' desk: what they do in a browser, by the same commands as the API's.</summary>
internal static class DeskRoutes
{
    /// <summary>Files of the desk.</summary>
    public static EmbeddedFile Style { get; } = new("Desk/desk.css");

    /// <summary>The properties of the look, which all pages share.</summary>
    public static EmbeddedFile Look { get; } = new("Pages/look.css");

    /// <summary>The time axis, as pages of stories have it.</summary>
    public static EmbeddedFile Axis { get; } = new("Pages/overview.css");

    /// <summary>What pages do by themselves: lists that grow, keys, previews.</summary>
    public static EmbeddedFile Script { get; } = new("Desk/desk.js");

    /// <summary>What single fields do: uploads, look-ups.</summary>
    public static EmbeddedFile Fields { get; } = new("Desk/fields.js");

    /// <summary>Text that is not sent yet.</summary>
    public static EmbeddedFile Unsent { get; } = new("Desk/unsent.js");

    /// <summary>Lists by keyboard.</summary>
    public static EmbeddedFile Keys { get; } = new("Desk/keys.js");

    /// <summary>What others do.</summary>
    public static EmbeddedFile LiveScript { get; } = new("Desk/live.js");

    public static void AddDesk(this IServiceCollection services) => services.AddSingleton<DeskPages>().AddSingleton<DeskRooms>();

    public static void MapDesk(this WebApplication app)
    {
        Look.Map(app, "/desk/files/");
        Axis.Map(app, "/desk/files/");
        Style.Map(app, "/desk/files/");
        Script.Map(app, "/desk/files/");
        Fields.Map(app, "/desk/files/");
        Unsent.Map(app, "/desk/files/");
        Keys.Map(app, "/desk/files/");
        LiveScript.Map(app, "/desk/files/");
        var desk = app.MapGroup("").ExcludeFromDescription().AddEndpointFilter(OverHttpsAsync).AddEndpointFilter(Failing.GuardAsync)
            .WithMetadata(new KnownParameters.PassesOver(_ => true));
        desk.MapGroup("").AddEndpointFilter(OursAsync).MapSignIn();
        var editors = desk.MapGroup("").RequireAuthorization(DeskUser.Scheme)
            .AddEndpointFilter(Uploads.ReadAsync).AddEndpointFilter(OursAsync).AddEndpointFilter(Uploads.TakeInAsync);
        editors.MapDeskTodo();
        editors.MapDeskPictures();
        editors.MapDeskLookup();
        editors.MapDeskStories();
        editors.MapDeskLive();
        editors.MapDeskSeveral();
        editors.MapDeskRecording();
        editors.MapDeskEntries();
        editors.MapDeskCorrections();
        editors.MapDeskStoryCommands();
        editors.MapDeskPast();
        editors.MapDeskPeople();
        editors.MapDeskTakeDowns();
        editors.MapDeskPersonTakeDowns();
        // Whatever else is asked for is missing within the desk.
        editors.MapGet("/desk/{**rest}", MissingPage.SendAsync).WithOrder(int.MaxValue);
    }

    // Where cookies go over https alone, no form could be shown to be ours without it.
    private static async ValueTask<object?> OverHttpsAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (context.Request.IsHttps
            || context.RequestServices.GetRequiredService<IOptions<AntiforgeryOptions>>().Value.Cookie.SecurePolicy != CookieSecurePolicy.Always)
            return await next(invocation);
        await ErrorPages.SendAsync(context, Problems.Of(StatusCodes.Status403Forbidden, "https-only",
            "The desk is for https:// addresses alone. Where a proxy in front of the service takes https, name it in Proxies."));
        return Results.Empty;
    }

    // A form of another site carries the cookie, but not what shows that it is ours.
    private static async ValueTask<object?> OursAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        DeskPages.SetHeaders(context.Response);
        await DeskRights.SetAsync(context);
        return HttpMethods.IsPost(context.Request.Method) && !await IsOursAsync(context)
            ? await Failing.ForgedAsync(context)
            : await next(invocation);
    }

    // It is the first to read most forms: what it cannot read is the sender's fault.
    private static async Task<bool> IsOursAsync(HttpContext context)
    {
        try
        {
            return await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context);
        }
        catch (AntiforgeryValidationException unreadable)
        {
            throw unreadable.InnerException is { } sent && Problems.IsOfClient(sent) ? sent
                : new BadHttpRequestException("The form cannot be read.", StatusCodes.Status400BadRequest, unreadable);
        }
    }
}
