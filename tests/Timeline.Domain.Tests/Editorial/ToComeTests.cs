using System.Text;
using System.Text.Json;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Stories;

namespace Timeline.Domain.Tests.Editorial;

/// <summary>Instants that commands take: to come, and within what anybody can have agreed.</summary>
public class ToComeTests
{
    private static readonly Scene Draft = Scene.Opened.Given(Scene.Sentencing(draft: true));

    private static (Scene Scene, Command Command) Ask(string what, DateTimeOffset at) => what switch
    {
        "recording" => (Scene.Opened, Scene.Sentencing(s => s with { EmbargoUntil = at })),
        "opening" => (new(), OpenStory.Example with { EmbargoUntil = at }),
        "an embargo" => (Draft, new Embargo { Entry = "e2", Asked = new() { Until = at } }),
        "a story's embargo" => (Scene.Drafted, new EmbargoStory { Asked = new() { Until = at } }),
        "a plan" => (Draft, new Schedule { Entry = "e2", At = at }),
        "a story's plan" => (Scene.Drafted, new ScheduleStory { At = at }),
        _ => (Draft, RecordReply.Example with { Entry = "e2", Until = at }),
    };

    [Theory]
    [InlineData("recording", "embargoUntil")]
    [InlineData("opening", "embargoUntil")]
    [InlineData("an embargo", "until")]
    [InlineData("a story's embargo", "until")]
    [InlineData("a plan", "at")]
    [InlineData("a story's plan", "at")]
    [InlineData("a reply", "until")]
    public void What_has_passed_and_what_nobody_alive_will_see_is_refused_with_the_bound(
        string what, string field)
    {
        foreach (var (at, says) in new[]
                 {
                     (DateTimeOffset.MinValue, "passed already"), (Scene.Opened.Now.AddYears(-1), "passed already"),
                     (DateTimeOffset.MaxValue, "100 years"), (Scene.Opened.Now.AddYears(101), "100 years"),
                 })
        {
            var (scene, command) = Ask(what, at);
            var problem = Assert.Single(scene.Refusal(command).Fields);
            Assert.Equal(field, problem.Field);
            Assert.Contains(says, problem.Sentence.ToString(), StringComparison.Ordinal);
        }

        var (accepts, sound) = Ask(what, Scene.Opened.Now.AddYears(99));
        Assert.IsType<Decision.Accepted>(accepts.When(sound));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("10000-01-01T00:00:00Z")]
    [InlineData("-0044-03-15T12:00:00Z")]
    [InlineData("2021-02-30T12:00:00Z")]
    [InlineData("2021-01-22T25:00:00Z")]
    public void An_instant_that_no_calendar_has_is_told_from_one_without_an_offset(string text)
    {
        Assert.Null(CommandReader.Read(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { embargoUntil = text })), typeof(Arrest), out var problem));

        Assert.Equal("embargoUntil", problem!.Field);
        Assert.Contains("0001 to 9999", problem.Sentence.ToString(), StringComparison.Ordinal);
    }
}
