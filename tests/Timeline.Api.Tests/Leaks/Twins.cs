using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Leaks;

/// <summary>
/// One newsroom with hidden entries, and its twin that does the same without them: an entry that is published late is
/// recorded there when it is. Every text has a word of its own, so that it is known wherever it turns up.
/// </summary>
internal sealed partial class Twins(TestService service, TestService twin, string story)
{
    private const int Open = -1;
    private static readonly string[] Dates =
        ["2021-01-17", "2021-01-17/2021-01-22", "../2021-01-22", "2021-01-XX", "2021-01-22T18:00+03:00", "2021-01"];

    private int _words;
    private int _step = Open;

    public string Story => story;

    public List<Subject> Subjects { get; } = [];

    /// <summary>Words that the public has been shown at some time.</summary>
    public HashSet<string> Shown { get; } = [];

    public HashSet<string> Issued { get; } = [];

    /// <summary>Steps by the version of their event: in the story, and in its twin.</summary>
    public List<int> Steps { get; } = [Open];

    public List<int> TwinSteps { get; } = [Open];

    public List<string> Log { get; } = [];

    public async Task OpenAsync()
    {
        await service.OpenAsync(story);
        await twin.OpenAsync(story);
    }

    public async Task DoAsync(Step step, int number)
    {
        _step = number;
        if (step.Op is Op.RecordOpen or Op.RecordSecret or Op.RecordLate)
        {
            await RecordAsync(step);
            return;
        }

        var living = Subjects.Where(s => !s.Retracted && step.Op switch
        {
            Op.Release => s.Held,
            Op.Lift => s.Embargoed,
            Op.Publish => s.Draft,
            Op.Outcome => s.Plural == "rallies",
            _ => true,
        }).ToArray();
        if (living.Length == 0)
            return;
        var subject = living[step.Who % living.Length];
        Log.Add($"{number}: {step.Op} {subject.Label}");
        await (step.Op switch
        {
            Op.Correct => CorrectAsync(subject, step.Pick),
            Op.CorrectLinks => CorrectLinksAsync(subject, step.Pick),
            Op.Hold => FlagAsync(subject, "hold", new() { ["reason"] = Word(subject) }, Hold, s => s.Held = false),
            Op.Release => FlagAsync(subject, "release", null, s => s.Held = false, s => s.Held = true),
            Op.Embargo => FlagAsync(subject, "embargo", new() { ["until"] = $"2100-01-01T00:00:{number % 60:00}Z", ["reason"] = Word(subject) },
                s => s.Embargoed = true, s => s.Embargoed = false),
            Op.Lift => FlagAsync(subject, "embargo-lift", new() { ["reason"] = Word(subject) }, s => s.Embargoed = false, s => s.Embargoed = true),
            Op.Publish => FlagAsync(subject, "publication", null, s => s.Draft = false, s => s.Draft = true),
            Op.Retract => RetractAsync(subject),
            Op.Key => ChangeAsync(subject, "key", new() { ["key"] = step.Pick % 2 == 0 }, s => s.Body["key"] = step.Pick % 2 == 0),
            Op.Source => AddSourceAsync(subject),
            Op.Link => LinkAsync(subject, step.Pick),
            Op.Outcome => OutcomeAsync(subject, step.Pick),
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        });
        Look(subject);
    }

    private async Task RecordAsync(Step step)
    {
        var rally = step.Pick % 3 == 0;
        var subject = new Subject($"<{story}e{Subjects.Count}>", rally ? "rallies" : "sentencings", step.Op == Op.RecordSecret, []);
        foreach (var (name, value) in Body(subject, rally, step.Pick))
            subject.Body[name] = value?.DeepClone();
        subject.Draft = step.Op == Op.RecordLate || (subject.Secret && step.Pick % 3 != 1);
        subject.Embargoed = subject.Secret && step.Pick % 3 != 2;
        subject.Links = [.. Targets(subject).Where((_, i) => (step.Pick + i) % 4 == 0).Select(t => (t.Label, "refers-to"))];
        Subjects.Add(subject);
        Log.Add($"{_step}: {step.Op} {subject.Label} -> {string.Join(' ', subject.Links.Select(l => l.Label))}");

        var body = (JsonObject)subject.Body.DeepClone();
        body["links"] = Links(subject.Links, s => s.Id);
        // The last claim is of the same words as the summary, so that it is told to repeat it, whomever it is about.
        if (Targets(subject).FirstOrDefault(t => t.Secret) is { } about)
            body["claims"]![1]!["about"] = about.Id;
        body["draft"] = subject.Draft;
        if (subject.Embargoed)
            body["embargoUntil"] = "2100-01-01T00:00:00Z";
        subject.Id = (await PostAsync(service, subject.Plural, body, Steps))!;
        await ShowTwinAsync(subject);
        Look(subject);
    }

    // In the twin story it is new, whatever had happened to it before.
    private async Task ShowTwinAsync(Subject subject)
    {
        if (!subject.Visible || subject.TwinId is not null)
            return;
        var body = (JsonObject)subject.Body.DeepClone();
        body["links"] = Links(subject.Links, s => s.TwinId);
        subject.TwinId = await PostAsync(twin, subject.Plural, body, TwinSteps);
    }

    private Task CorrectAsync(Subject subject, int pick)
    {
        var own = subject.Plural == "rallies" ? "cause" : "term";
        var (field, value) = (pick % 7) switch
        {
            0 => ("headline", (JsonNode)Word(subject)),
            1 => ("when", new JsonObject { ["edtf"] = Dates[pick % Dates.Length], ["note"] = Word(subject) }),
            2 => ("people", new JsonArray(Person(Word(subject)))),
            3 => ("places", new JsonArray(Word(subject))),
            4 => ("sources", new JsonArray(new JsonObject { ["outlet"] = Word(subject) })),
            5 => (own, Word(subject)),
            _ => ("summary", Word(subject)),
        };
        return ChangeAsync(subject, "corrections", Correction(subject, new() { [field] = value }),
            s => s.Body[field] = value.DeepClone());
    }

    private async Task CorrectLinksAsync(Subject subject, int pick)
    {
        List<(string Label, string Relation)> links =
            [.. Targets(subject).Where((_, i) => (pick + i) % 3 == 0).Select(t => (t.Label, pick % 2 == 0 ? "outcome-of" : "follows"))];
        var summary = pick % 2 == 0 ? Word(subject) : null;
        var quiet = summary is null && InView(subject.Links).SequenceEqual(InView(links));
        var wrong = Correction(subject, []);
        JsonObject With(Func<Subject, string?> id)
        {
            var correction = (JsonObject)wrong.DeepClone();
            var changes = correction["changes"]!.AsObject();
            changes["links"] = Links(links, id);
            if (summary is not null)
                changes["summary"] = summary;
            return correction;
        }

        if (quiet)
            subject.Pending.RemoveAt(subject.Pending.Count - 1);
        await EditAsync(service, subject.Id, "corrections", With(s => s.Id), Steps);
        if (subject.TwinId is not null)
            await EditAsync(twin, subject.TwinId, "corrections", With(s => s.TwinId), TwinSteps);
        subject.Links = links;
        if (summary is not null)
            subject.Body["summary"] = summary;
    }

    private Task AddSourceAsync(Subject subject)
    {
        var source = new JsonObject { ["outlet"] = Word(subject) };
        return ChangeAsync(subject, "sources", source, s => s.Body["sources"]!.AsArray().Add(source.DeepClone()));
    }

    private async Task LinkAsync(Subject subject, int pick)
    {
        var targets = Targets(subject).ToArray();
        if (targets.Length == 0)
            return;
        var target = targets[pick % targets.Length];
        Log[^1] += $" -> {target.Label}";
        await EditAsync(service, subject.Id, "links", Link(target.Id), Steps);
        if (subject.TwinId is not null && target.TwinId is not null)
            await EditAsync(twin, subject.TwinId, "links", Link(target.TwinId), TwinSteps);
        if (!subject.Links.Contains((target.Label, "updates")))
            subject.Links.Add((target.Label, "updates"));
        static JsonObject Link(string to) => new() { ["entry"] = to, ["relation"] = "updates" };
    }

    private async Task OutcomeAsync(Subject subject, int pick)
    {
        // What became of a plan before it was known is the matter of tests of its own.
        if (subject.TwinId is null && !subject.Secret)
            return;
        var body = new JsonObject { ["status"] = (pick % 3) switch { 0 => "held", 1 => "moved", _ => "cancelled" } };
        var note = Word(subject);
        body["reason"] = note;
        if (pick % 3 == 1)
            body["when"] = new JsonObject { ["edtf"] = "2021-01-31", ["note"] = Word(subject) };
        if (await BothAsync(subject, "outcome", body) == HttpStatusCode.Created)
        {
            subject.Pending.Add(note);
            if (body["when"] is { } when)
                subject.Body["when"] = when.DeepClone();
        }
    }

    // It ends an embargo, and leaves a draft of what was under one.
    private static void Hold(Subject subject) =>
        (subject.Held, subject.Draft, subject.Embargoed) = (true, subject.Draft || subject.Embargoed, false);

    private async Task RetractAsync(Subject subject)
    {
        var reason = NewWord();
        await BothAsync(subject, "retraction", new() { ["reason"] = reason });
        (subject.Retracted, subject.Held, subject.Embargoed) = (true, false, false);
        if (subject.Visible)
            Shown.Add(reason);
        subject.Pending.Clear();
    }

    private async Task FlagAsync(Subject subject, string route, JsonObject? body, Action<Subject> set, Action<Subject> unset)
    {
        var before = (subject.Held, subject.Embargoed, subject.Draft);
        set(subject);
        if (subject is { Secret: true, Visible: true })
        {
            unset(subject);
            return;
        }

        if (before == (subject.Held, subject.Embargoed, subject.Draft) && route != "embargo")
            return;
        await BothAsync(subject, route, body);
        await ShowTwinAsync(subject);
    }

    private async Task ChangeAsync(Subject subject, string route, JsonObject body, Action<Subject> change)
    {
        if (await BothAsync(subject, route, body) == HttpStatusCode.Created)
            change(subject);
    }

    private async Task<HttpStatusCode> BothAsync(Subject subject, string route, JsonObject? body)
    {
        var status = await EditAsync(service, subject.Id, route, body, Steps);
        if (subject.TwinId is not null)
            Assert.Equal(status, await EditAsync(twin, subject.TwinId, route, body, TwinSteps));
        return status;
    }

    // What the public sees from now on, it may remember.
    private void Look(Subject subject)
    {
        if (!subject.Visible || subject.Retracted)
            return;
        if (subject.WasSeen)
            Shown.UnionWith(subject.Pending);
        subject.Pending.Clear();
        Shown.UnionWith(WordPattern().Matches(subject.Body.ToJsonString()).Select(m => m.Value));
        subject.WasSeen = true;
    }

    // To what will come into view later it would be a link that the twin story cannot have.
    private IEnumerable<Subject> Targets(Subject subject) =>
        Subjects.Where(t => t != subject && (t.Secret || t.TwinId is not null || subject.Secret));

    private IEnumerable<(string, string)> InView(IEnumerable<(string Label, string)> links) =>
        links.Where(l => Subjects.Single(s => s.Label == l.Label).Visible);

    private JsonArray Links(IEnumerable<(string Label, string Relation)> links, Func<Subject, string?> id) =>
    [
        .. links.Select(l => (Id: id(Subjects.Single(s => s.Label == l.Label)), l.Relation)).Where(l => l.Id is not null)
            .Select(l => (JsonNode)new JsonObject { ["entry"] = l.Id, ["relation"] = l.Relation }),
    ];

    private JsonObject Correction(Subject subject, JsonObject changes)
    {
        var wrong = Word(subject);
        subject.Pending.Add(wrong);
        return new() { ["class"] = "clarification", ["wrong"] = wrong, ["changes"] = changes };
    }

    private JsonObject Body(Subject subject, bool rally, int pick)
    {
        string W() => Word(subject);
        var said = W();
        var body = new JsonObject
        {
            ["when"] = new JsonObject { ["edtf"] = Dates[pick % Dates.Length], ["note"] = W() },
            ["headline"] = $"Headline {W()}",
            ["summary"] = $"Everybody {said}",
            ["people"] = new JsonArray(Person(W()), new JsonObject { ["id"] = "alexei-navalny", ["name"] = "Alexei Navalny" }),
            ["places"] = new JsonArray("Russia", W()),
            ["claims"] = new JsonArray(new JsonObject { ["by"] = $"By {W()}", ["verb"] = "says", ["text"] = W(), ["quote"] = W() },
                new JsonObject { ["by"] = "Everybody", ["verb"] = "says", ["text"] = said }),
            ["figures"] = new JsonArray(new JsonObject { ["value"] = 1, ["unit"] = W(), ["by"] = $"By {W()}" }),
            ["sources"] = new JsonArray(new JsonObject { ["outlet"] = W(), ["url"] = $"https://example.org/{W()}" }),
            ["media"] = new JsonArray(new JsonObject { ["alt"] = W(), ["caption"] = W() }),
            ["key"] = pick % 5 == 0,
            ["background"] = pick % 7 == 0,
            [rally ? "cause" : "term"] = W(),
        };
        if (rally)
            body["planned"] = true;
        return body;
    }

    private static JsonObject Person(string word) => new() { ["id"] = $"person-{word}", ["name"] = word };

    private string Word(Subject subject)
    {
        var word = NewWord();
        subject.Words.Add(word);
        return word;
    }

    private string NewWord()
    {
        var word = $"zq{story}{++_words}w";
        Issued.Add(word);
        return word;
    }

    private async Task<string?> PostAsync(TestService to, string plural, JsonObject body, List<int> steps)
    {
        steps.Add(_step);
        return (await to.RecordAsync(plural, body, story)).Id;
    }

    private async Task<HttpStatusCode> EditAsync(TestService to, string entry, string route, JsonObject? body, List<int> steps)
    {
        var (status, answer, _) = await to.EditAsync(story, entry, route, body, "*");
        Assert.True(status is HttpStatusCode.Created or HttpStatusCode.OK or HttpStatusCode.Conflict, $"{route} {body?.ToJsonString()}: {answer.ToJsonString()}");
        if (status == HttpStatusCode.Created)
            steps.Add(_step);
        return status;
    }

    [GeneratedRegex("zq[a-z0-9]+w")]
    internal static partial Regex WordPattern();
}
