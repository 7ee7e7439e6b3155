using Timeline.Domain.Languages;

namespace Timeline.Api.Http;

/// <summary>
/// What a route does not take is refused by name, so that nobody believes to have filtered what was not. Where people follow
/// links to which others have added something (<c>utm_source</c>, <c>fbclid</c>), it is passed over.
/// </summary>
internal static class KnownParameters
{
    /// <summary>Says that a route passes over what it does not take.</summary>
    /// <param name="route">The route.</param>
    /// <param name="when">Of which requests; of all by default.</param>
    public static RouteHandlerBuilder PassesOverOthers(this RouteHandlerBuilder route, Func<HttpRequest, bool>? when = null) =>
        route.WithMetadata(new PassesOver(when ?? (_ => true)));

    public static void UseKnownParameters(this WebApplication app) => app.Use((context, next) =>
        context.Request.Query.Count > 0 && context.GetEndpoint() is RouteEndpoint route && Unknown(context.Request, route) is { } name
            ? Refuse(name, route).ExecuteAsync(context)
            : next(context));

    private static string? Unknown(HttpRequest request, RouteEndpoint route)
    {
        if (route.Metadata.GetMetadata<PassesOver>()?.When(request) is true)
            return null;
        var taken = Taken(route);
        return request.Query.Keys.FirstOrDefault(name => name.Length > 0 && !taken.Contains(name, StringComparer.OrdinalIgnoreCase));
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Refuse(string name, RouteEndpoint route)
    {
        var shown = name.Length > 50 ? name[..50] + "…" : name;
        var taken = Taken(route).ToArray();
        var sentence = taken.Length == 0
            ? "is no parameter of this address, which takes none; leave it out."
            : $"is no parameter of this address; it takes {string.Join(", ", taken)}.";
        return Problems.Of(400, "unknown-parameter", $"{shown}: {sentence}", [new(shown, Sentence.ForPrograms(sentence))]);
    }

    private static IEnumerable<string> Taken(RouteEndpoint route) =>
        route.Metadata.GetOrderedMetadata<Parameter>().Where(p => p is not HeaderParameter).Select(p => p.Name);

    /// <summary>Of which requests a route passes over what it does not take.</summary>
    internal sealed record PassesOver(Func<HttpRequest, bool> When);
}
