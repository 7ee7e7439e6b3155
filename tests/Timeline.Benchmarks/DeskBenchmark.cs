using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Timeline.Store.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// The editors' desk on a story of 3,000 entries: each page against the limit of 200 ms, of which the worst counts; then five
/// editors who correct the same few entries as fast as they can, and whether each update that was accepted is there at the end.
/// </summary>
internal static partial class DeskBenchmark
{
    private const int Entries = 3_000;
    private const int Asked = 20;
    private const double Most = 200;
    private const int Editors = 5;
    private const int Each = 20;

    public static async Task<List<Figure>> RunAsync(EmbeddedPostgres cluster)
    {
        string database;
        await using (var store = await OurStore.StartAsync(cluster, "desk"))
        {
            database = store.ConnectionString;
            await Filling.FillAsync(store, ["long"], Entries, changes: false);
        }

        using var service = await Server.ServiceAsync(database, environment: "Development");
        using var editor = await DeskEditor.SignInAsync(service, "editor");
        var list = await editor.GetAsync("/desk/stories/long");
        var (next, entry) = (Next().Match(list).Groups[1].Value, Entry().Match(list).Groups[1].Value);
        List<Figure> figures =
        [
            await WorstAsync(editor, "what needs doing", _ => "/desk"),
            await WorstAsync(editor, "the story", _ => "/desk/stories/long"),
            await WorstAsync(editor, "its next page", _ => WebUtility.HtmlDecode(next)),
            await WorstAsync(editor, "a word in it", _ => "/desk/stories/long?q=court"),
            await WorstAsync(editor, "one state of it", _ => "/desk/stories/long?status=published"),
            await WorstAsync(editor, "an entry", _ => $"/desk/stories/long/entries/{entry}"),
            await WorstAsync(editor, "the form of a correction", _ => $"/desk/stories/long/entries/{entry}/corrections"),
            await WorstAsync(editor, "the form of an arrest", _ => "/desk/stories/long/record/arrest"),
        ];

        // All want the same three entries; what was stored meanwhile is 412, and is tried on what the page has then.
        string[] wanted = [.. Entry().Matches(list).Select(m => m.Groups[1].Value).Distinct().Take(3)];
        var stale = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Editors).Select(async number =>
        {
            using var one = await DeskEditor.SignInAsync(service, $"editor-{number}");
            for (var done = 0; done < Each;)
            {
                if (await one.AddSourceAsync(wanted[done % wanted.Length], $"Outlet {number}-{done}"))
                    done++;
                else
                    Interlocked.Increment(ref stale);
            }
        }));
        var seconds = clock.Elapsed.TotalSeconds;
        var kept = 0;
        foreach (var id in wanted)
            kept += Outlet().Matches(await service.Editor.GetStringAsync($"/stories/long/entries/{id}")).Select(m => m.Value).Distinct().Count();
        figures.Add(new("updates by five editors", "accepted", "updates", kept, Editors * Each, (double)kept / (Editors * Each), 1));
        figures.Add(new("the same", "", "updates/s", kept / seconds, double.NaN, double.NaN));
        figures.Add(new("refused as stale, and sent again", "", "times", stale, double.NaN, double.NaN));
        return figures;
    }

    private static async Task<Figure> WorstAsync(DeskEditor editor, string name, Func<int, string> address)
    {
        for (var n = 0; n < 3; n++)
            await editor.GetAsync(address(n));
        var worst = 0.0;
        for (var n = 0; n < Asked; n++)
        {
            var start = Stopwatch.GetTimestamp();
            await editor.GetAsync(address(n));
            worst = Math.Max(worst, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Figure.Below(name, "ms", worst, Most);
    }

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"")]
    private static partial Regex Next();

    [GeneratedRegex("/desk/stories/long/entries/([a-z0-9]+)\"")]
    private static partial Regex Entry();

    [GeneratedRegex("Outlet [0-9]-[0-9]+")]
    private static partial Regex Outlet();

    /// <summary>An editor at the desk, without a browser.</summary>
    private sealed class DeskEditor : IDisposable
    {
        private readonly HttpClient _client;

        private DeskEditor(Uri address) => _client = new(new HttpClientHandler { CookieContainer = new(), AllowAutoRedirect = false }) { BaseAddress = address };

        public static async Task<DeskEditor> SignInAsync(Server service, string name)
        {
            var (editor, link) = (new DeskEditor(service.Address), Server.DeskLink(name));
            var door = await editor.GetAsync(link);
            using var signedIn = await editor.PostAsync("/desk/sign-in", door, ("link", link.Split('=')[1]));
            return signedIn.StatusCode == HttpStatusCode.Redirect ? editor : throw new InvalidOperationException($"{name} cannot sign in: {signedIn.StatusCode}");
        }

        public Task<string> GetAsync(string address) => _client.GetStringAsync(new Uri(address, UriKind.Relative));

        /// <summary>Adds a source to what the entry says as it is seen; false where somebody else was faster.</summary>
        public async Task<bool> AddSourceAsync(string entry, string outlet)
        {
            var address = $"/desk/stories/long/entries/{entry}/sources";
            var form = await GetAsync(address);
            using var sent = await PostAsync(address, form, ("outlet", outlet), ("seen", Hidden(form, "seen")));
            return sent.StatusCode switch
            {
                HttpStatusCode.Redirect => true,
                HttpStatusCode.PreconditionFailed => false,
                _ => throw new InvalidOperationException(await sent.Content.ReadAsStringAsync()),
            };
        }

        public void Dispose() => _client.Dispose();

        private async Task<HttpResponseMessage> PostAsync(string address, string page, params (string Name, string Value)[] fields)
        {
            using var form = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", Hidden(page, "__RequestVerificationToken")))
                .Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
            return await _client.PostAsync(new Uri(address, UriKind.Relative), form);
        }

        private static string Hidden(string page, string name) =>
            WebUtility.HtmlDecode(Regex.Match(page, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value);
    }
}
