namespace Timeline.Api.Http;

/// <summary>
/// What a request asks of its route: the parameters that the route takes and no other, in the route's order, each spelled in
/// one way and left out where it says what holds anyway. Requests that ask for the same have the same one.
/// </summary>
internal sealed class RouteQuery
{
    private readonly IReadOnlyList<KeyValuePair<string, string?>> _values;

    private RouteQuery(IReadOnlyList<KeyValuePair<string, string?>> values) => _values = values;

    /// <summary>Of a route that takes none.</summary>
    public static RouteQuery None { get; } = new([]);

    /// <summary>Of a request, by what its route declares (<see cref="Taking.Takes"/>).</summary>
    public static RouteQuery Of(HttpContext context)
    {
        var query = context.Request.Query;
        if (query.Count == 0)
            return None;
        var taken = context.GetEndpoint()?.Metadata.GetOrderedMetadata<Parameter>() ?? [];
        return new([.. taken.Where(p => p is not HeaderParameter && query.ContainsKey(p.Name))
            .SelectMany(p => p.Spell(query[p.Name]).Select(v => KeyValuePair.Create(p.Name, (string?)v)))]);
    }

    /// <summary>Whether nothing is asked.</summary>
    public bool IsNone => _values.Count == 0;

    /// <summary>The same without some parameters.</summary>
    public RouteQuery Without(params Parameter[] parameters) =>
        new([.. _values.Where(v => !parameters.Any(p => p.Name == v.Key))]);

    /// <summary>Of it, some parameters.</summary>
    public RouteQuery Only(params Parameter[] parameters) => new([.. _values.Where(v => parameters.Any(p => p.Name == v.Key))]);

    /// <summary>The same with another value for a parameter.</summary>
    public RouteQuery With(Parameter parameter, string value) =>
        new([.. Without(parameter)._values, KeyValuePair.Create(parameter.Name, (string?)value)]);

    /// <summary>As an address has it: empty, or with its question mark.</summary>
    public override string ToString() => IsNone ? "" : QueryString.Create(_values).ToString();
}
