using System.Net;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Live;

/// <summary>Who holds the timeline and applies each change to it always has what the timeline says.</summary>
public sealed class FollowingTests(SharedService shared) : IClassFixture<SharedService>
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    private static readonly string[] Verbs =
        ["hold", "release", "hold", "release", "publish", "embargo", "lift", "retract", "correct", "link", "link", "links"];

    private static int _stories;

    [Theory]
    [InlineData("record a", "draft b", "link a b", "publish b", "hold b", "release b", "retract b")]
    [InlineData("record a", "record b a", "embargo a", "lift a", "hold b", "hold a", "release b", "release a")]
    [InlineData("draft a", "record b a", "record c a", "correct b", "publish a", "hold a", "retract a")]
    [InlineData("record a", "record b a", "hold a", "correct b", "links b", "release a", "link b a")]
    [InlineData("draft a", "record b a", "links b c", "record c", "links b a", "retract b", "publish a", "hold a")]
    [InlineData("draft a", "draft b", "record c a", "link c b", "publish b", "publish a", "hold b", "release b")]
    [InlineData("draft a", "record b a", "retract a", "publish a")]
    public async Task A_reader_who_applies_each_change_has_what_the_timeline_says(params string[] script) =>
        Assert.Equal("", await FollowAsync(script));

    [Property(MaxTest = 10, Replay = "20210123,1")]
    public Property Whatever_editors_do_a_reader_who_applies_each_change_has_what_the_timeline_says()
    {
        var step = from verb in Gen.Elements(Verbs)
                   from name in Gen.Elements(Names)
                   from other in Gen.Elements(Names)
                   select $"{verb} {name} {other}";
        var scripts = from first in Gen.Elements("record a", "draft a")
                      from second in Gen.Elements("record b a", "draft b a")
                      from steps in Gen.ArrayOf(step, 30)
                      select (string[])[first, second, "record c a", "draft d b", "link a d", .. steps];
        return Prop.ForAll(scripts.ToArbitrary(), async script => Assert.Equal("", await FollowAsync(script)));
    }

    // What went wrong, or nothing.
    private async Task<string> FollowAsync(string[] script)
    {
        var story = $"following-{Interlocked.Increment(ref _stories)}";
        await shared.Service.OpenAsync(story);
        var (ids, held, version) = (new Dictionary<string, string>(), new Dictionary<string, JsonNode>(), 0L);
        foreach (var (i, step) in script.Index())
        {
            await DoAsync(story, ids, step.Split(' '));

            foreach (var change in (await shared.Service.GetAsync($"/stories/{story}/changes?after={version}"))["changes"]!.AsArray())
            {
                Apply(change!, held);
                version = (long)change!["version"]!;
            }

            var timeline = await shared.Service.GetAsync($"/stories/{story}/timeline?background=true&limit=500");
            if (version != (long)timeline["version"]!)
                return $"{string.Join(", ", script[..(i + 1)])}: version {version} instead of {timeline["version"]}";
            var expected = Text(timeline["entries"]!.AsArray());
            if (expected != Text(held.Values))
                return $"{string.Join(", ", script[..(i + 1)])}:\n{Text(held.Values)}\ninstead of\n{expected}";
        }

        return "";
    }

    private static void Apply(JsonNode change, Dictionary<string, JsonNode> held)
    {
        if ((string?)change["id"] is { } id)
        {
            held.Remove(id);
            if (change["entry"] is { } entry)
                held[id] = entry.DeepClone();
        }

        foreach (var linking in change["linking"]?.AsArray() ?? [])
            held[(string)linking!["id"]!] = linking.DeepClone().AsObject();
    }

    private static string Text(IEnumerable<JsonNode?> entries) =>
        string.Join('\n', entries.OrderBy(e => (string)e!["id"]!, StringComparer.Ordinal).Select(e => e!.ToJsonString()));

    private async Task DoAsync(string story, Dictionary<string, string> ids, string[] step)
    {
        var (verb, name) = (step[0], step[1]);
        var links = step.Skip(2).Where(ids.ContainsKey).Select(other => new { entry = ids[other], relation = "follows" }).ToArray();
        if (verb is "record" or "draft")
        {
            ids[name] = (await shared.Service.RecordAsync(
                "rallies", new { when = new { edtf = "2021-01-23" }, headline = name, links, draft = verb == "draft" }, story)).Id;
            return;
        }

        (string, object?)? command = verb switch
        {
            "hold" => ("hold", new { reason = "Being checked." }),
            "release" => ("release", null),
            "publish" => ("publication", null),
            "embargo" => ("embargo", new { until = DateTimeOffset.UtcNow.AddDays(1), reason = "They agreed." }),
            "lift" => ("embargo-lift", new { reason = "They agreed." }),
            "retract" => ("retraction", new { reason = "It was wrong." }),
            "correct" => ("corrections", Past.Editing.Correction(new { summary = Guid.NewGuid().ToString() })),
            "links" => ("corrections", Past.Editing.Correction(new { links })),
            "link" when links.Length > 0 => ("links", links[0]),
            _ => null,
        };
        if (command is not var (route, body))
            return;
        // What is refused changes nothing, which is as good a step as any.
        var (status, answer, _) = await shared.Service.EditAsync(story, ids[name], route, body, "*");
        Assert.True(status is HttpStatusCode.Created or HttpStatusCode.OK or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity,
            $"{string.Join(' ', step)}: {answer}");
    }
}
