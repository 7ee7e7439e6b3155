using System.Text.Json.Nodes;
using Timeline.Cli.Frame;
using Timeline.Store.Projections;

namespace Timeline.Cli.Reading;

/// <summary>An answer of many pages as one.</summary>
internal static class Pages
{
    /// <summary>The first page with the items of all the others.</summary>
    /// <param name="service">Whom to ask.</param>
    /// <param name="address">The first page's address.</param>
    /// <param name="lists">The names of the lists that go on from page to page.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<JsonObject> AllAsync(Service service, string address, string[] lists, CancellationToken ct)
    {
        var all = await service.GetAsync(address, ct);
        for (var next = (string?)all["next"]; next is not null;)
        {
            var page = await service.GetAsync(next, ct);
            foreach (var list in lists)
            {
                foreach (var item in page[list]!.AsArray())
                    all[list]!.AsArray().Add(item?.DeepClone());
            }

            next = (string?)page["next"];
        }

        all.Remove("next");
        return all;
    }

    public static string Json(JsonNode node) => node.ToJsonString(AnswerJson.Options);

    /// <summary>An address with what is asked; what is null is left out.</summary>
    public static string Address(string path, params (string Name, string? Value)[] query) =>
        path + string.Concat(query.Where(q => q.Value is not null)
            .Select((q, i) => $"{(i == 0 ? '?' : '&')}{q.Name}={Uri.EscapeDataString(q.Value!)}"));

    public static string Story(string id) => $"/stories/{Uri.EscapeDataString(id)}";
}
