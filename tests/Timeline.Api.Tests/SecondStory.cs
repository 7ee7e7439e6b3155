using System.Net;
using System.Net.Http.Json;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests;

/// <summary>
/// A second story, of a country that there is not: the affair around the ports of Veldania in 2019. Recorded over HTTP, as a
/// newsroom records one while it happens.
/// </summary>
public sealed class SecondStory : SharedService
{
    public const string Id = "veldania-ports-2019";

    internal static readonly object Tolven = new { id = "mara-tolven", name = "Mara Tolven", role = "accused", @as = "minister of transport" };
    internal static readonly object Osk = new { id = "rune-osk", name = "Rune Osk", role = "speaker", @as = "head of the Dockers' Union" };

    private static readonly object Topic = new { slug = "ports-act", label = "The ports act" };

    /// <summary>The ids of its entries, by names of our own.</summary>
    internal Dictionary<string, string> Entries { get; } = [];

    /// <summary>Its public version once all is recorded.</summary>
    internal long Version { get; private set; }

    protected override async Task FillAsync()
    {
        using var opened = await Service.Editor.PostAsJsonAsync("/stories", new
        {
            id = Id,
            title = "Veldania, 2019: the ports act and the minister",
            language = "en",
            timeZone = "Europe/Tallinn",
            from = "2019-02-01",
            to = "2019-10-31",
        });
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);

        await AddAsync("vote", "votes", new
        {
            when = At("2019-02-14"),
            headline = "Parliament passes the ports act by three votes",
            topics = One(Topic),
            body = "National Assembly of Veldania",
            question = "The ports act, third reading",
            stage = "final",
            @for = new { value = 76 },
            against = 73,
            abstained = 1,
            result = "passed",
        });
        await AddAsync("veto", "laws", new
        {
            when = At("2019-02-20"),
            headline = "President vetoes the ports act",
            topics = One(Topic),
            title = "Ports Act",
            instrument = "act",
            stage = "vetoed",
            links = Link("vote", "follows"),
        });
        await AddAsync("search", "searches", new
        {
            when = At("2019-03-06"),
            headline = "Offices of the ports authority searched",
            by = "Anti-corruption bureau",
            premises = "the head office of the ports authority",
            claims = One(new
            {
                by = new { unnamed = "two officials with knowledge of the search", because = "they are not allowed to speak about it" },
                verb = "says",
                text = "The bureau looked for the files of one tender.",
            }),
        });
        await AddAsync("charge", "charges", new
        {
            when = At("2019-03-08"),
            headline = "Minister charged with bribery",
            people = One(Tolven),
            accused = One("mara-tolven"),
            offences = One("bribery"),
            plea = "not-guilty",
            status = "filed",
            claims = One(new { by = "prosecutor general", verb = "accuses", text = "The minister took a flat for a tender." }),
        });
        await AddAsync("denial", "statements", new
        {
            when = At("2019-03-09"),
            headline = "Minister denies the charge",
            people = One(Tolven),
            speakers = One("mara-tolven"),
            occasion = "press conference",
            claims = new object[]
            {
                new { by = "mara-tolven", verb = "denies", about = new { entry = Entries["charge"], claim = 1 } },
                new { by = "Kaur Shipping", verb = "did-not-respond" },
            },
            links = Link("charge", "responds-to"),
        });
        await AddAsync("resignation", "departures", new
        {
            when = At("2019-03-12"),
            headline = "Minister of transport resigns",
            people = One(Tolven),
            person = "mara-tolven",
            office = "minister of transport",
            manner = "resigned",
            reason = new { by = "mara-tolven", verb = "says", text = "She wants to defend herself without harm to the government." },
            links = Link("charge", "follows"),
        });
        await AddAsync("ruling", "rulings", new
        {
            when = At("2019-06-20"),
            headline = "Former minister acquitted",
            people = One(Tolven),
            court = "Port Ansel Regional Court",
            outcome = "acquitted",
            appealUntil = "2019-07-20",
            links = Link("charge", "outcome-of"),
        });
        await AddAsync("crane", "incidents", new
        {
            when = At("2019-07-08T06:40"),
            headline = "Crane collapses in the port of Ansel",
            what = "collapse of a crane",
            injured = new object[]
            {
                new { value = 7, unit = "people", by = "fire service of Port Ansel", asOf = "2019-07-08" },
                new { atLeast = 9, unit = "people", by = "Dockers' Union", asOf = "2019-07-08" },
            },
            cause = new { by = "rune-osk", verb = "alleges", text = "The crane had not been inspected for two years." },
            people = One(Osk),
        });
        await AddAsync("strike", "statements", new
        {
            when = At("2019-07-09"),
            summary = "The head of the Dockers' Union announces a strike until every crane has been inspected.",
            people = One(Osk),
            speakers = One("rune-osk"),
            links = Link("crane", "responds-to"),
        });
        await AddAsync("talks", "meetings", new
        {
            when = At("2019-09-12"),
            headline = "Government and dockers are to meet",
            planned = true,
            participants = new List<string> { "Dockers' Union", "Ministry of Labour" },
            host = "Ministry of Labour",
        });
        await AddAsync("talks-statement", "statements", new
        {
            when = At("2019-09-13"),
            headline = "Union leader waits for a new date",
            people = One(Osk),
            speakers = One("rune-osk"),
        });
        Version = await Service.VersionAsync(Id);
    }

    internal async Task<string> AddAsync(string name, string plural, object body) =>
        Entries[name] = (await Service.RecordAsync(plural, body, Id)).Id;

    internal Task EditAsync(string name, string route, object? body = null) => Service.StoreAsync(Id, Entries[name], route, body, "*");

    internal object[] Link(string name, string relation) => [new { entry = Entries[name], relation }];

    private static object At(string edtf) => new { edtf };

    private static List<T> One<T>(T item) => [item];
}
