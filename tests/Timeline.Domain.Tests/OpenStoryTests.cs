namespace Timeline.Domain.Tests;

public sealed class OpenStoryTests
{
    private static readonly OpenStory Sound = OpenStory.Example;

    [Fact]
    public void The_example_is_accepted_as_it_stands()
    {
        var accepted = Assert.IsType<Decision.Accepted>(Sound.Decide(StoryState.Empty, Given.Context));

        Assert.Null(accepted.Entry);
        Assert.Equal(new StoryOpened(Sound.Id, Sound.Title, Sound.Language, Sound.TimeZone, Sound.From, Sound.To), accepted.Event);
    }

    [Fact]
    public void An_end_that_is_left_empty_is_no_end() => Assert.Null(Assert.IsType<StoryOpened>(
        Assert.IsType<Decision.Accepted>((Sound with { To = "" }).Decide(StoryState.Empty, Given.Context)).Event).To);

    [Fact]
    public void A_story_is_opened_once()
    {
        var refusal = Given.Refused(Sound.Decide(Given.OpenStory(), Given.Context));

        Assert.Equal((RefusalReason.State, "story-exists"), (refusal.Reason, refusal.Code));
    }

    public static TheoryData<string, OpenStory> Wrong => new()
    {
        { "id", Sound with { Id = "" } },
        { "id", Sound with { Id = "Navalny" } },
        { "id", Sound with { Id = "a/b" } },
        { "id", Sound with { Id = "a.b" } },
        { "id", Sound with { Id = "a\0b" } },
        { "id", Sound with { Id = "story\n" } },
        { "id", Sound with { Id = "mt_tombstone" } },
        { "id", Sound with { Id = new string('a', 65) } },
        { "title", Sound with { Title = "  " } },
        { "title", Sound with { Title = "one\ntwo" } },
        { "title", Sound with { Title = new string('t', 301) } },
        { "language", Sound with { Language = "" } },
        { "language", Sound with { Language = "English" } },
        { "language", Sound with { Language = "en_GB" } },
        { "language", Sound with { Language = "en\n" } },
        { "timeZone", Sound with { TimeZone = "" } },
        { "timeZone", Sound with { TimeZone = "Europe/Mosow" } },
        { "timeZone", Sound with { TimeZone = "Russian Standard Time" } },
        { "timeZone", Sound with { TimeZone = "../etc/passwd" } },
        { "timeZone", Sound with { TimeZone = "/etc/localtime" } },
        { "timeZone", Sound with { TimeZone = "../zoneinfo/Europe/Moscow" } },
        { "timeZone", Sound with { TimeZone = "Europe/../Europe/Moscow" } },
        { "timeZone", Sound with { TimeZone = "Europe//Moscow" } },
        { "timeZone", Sound with { TimeZone = "posix/Europe/Moscow" } },
        { "timeZone", Sound with { TimeZone = "right/Europe/Moscow" } },
        { "timeZone", Sound with { TimeZone = "localtime" } },
        { "timeZone", Sound with { TimeZone = "Europe" } },
        { "timeZone", Sound with { TimeZone = "tzdata.zi" } },
        { "timeZone", Sound with { TimeZone = "UTC\0" } },
        { "timeZone", Sound with { TimeZone = "+03:00" } },
        { "from", Sound with { From = "" } },
        { "from", Sound with { From = "January" } },
        { "from", Sound with { From = "2021-01-32" } },
        { "to", Sound with { To = "2021-1-23" } },
        { "to", Sound with { To = "2021-01-16" } },
        { "to", Sound with { From = "2021", To = "2020-12-31" } },
        { "from", Sound with { From = "2021/", To = "2020/" } },
        { "from", Sound with { From = "2021/..", To = null } },
        { "to", Sound with { From = "2021", To = "2020/" } },
        { "to", Sound with { From = "2021", To = "2022/.." } },
        { "to", Sound with { From = "2021/2022", To = "2020/2020-06" } },
        { "to", Sound with { From = "2021-01-17T12:00", To = "2021-01-17T11:00" } },
        { "from", Sound with { From = "../.." } },
        { "from", Sound with { From = "/" } },
        { "to", Sound with { To = " " } },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_is_wrong_is_refused_by_its_name(string field, OpenStory command)
    {
        var refusal = Given.Refused(command.Decide(StoryState.Empty, Given.Context));

        Assert.Equal((RefusalReason.Invalid, "invalid-fields"), (refusal.Reason, refusal.Code));
        Assert.Equal(field, Assert.Single(refusal.Fields).Field);
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Etc/GMT+3")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("Europe/Kiev")]
    [InlineData("Europe/Kyiv")]
    [InlineData("America/Port-au-Prince")]
    public void Every_zone_of_the_IANA_database_is_good(string zone) =>
        Assert.IsType<Decision.Accepted>((Sound with { TimeZone = zone }).Decide(StoryState.Empty, Given.Context));

    [Theory]
    [InlineData("de-DE-u-co-phonebk")]
    [InlineData("zh-Hans-CN-x-private")]
    public void A_language_may_have_extensions(string language) =>
        Assert.IsType<Decision.Accepted>((Sound with { Language = language }).Decide(StoryState.Empty, Given.Context));

    [Theory]
    [InlineData("2021", "2021")]
    [InlineData("2021-01-17", "2021-01-17")]
    [InlineData("../2021-01-17", "2021-01-16")]
    [InlineData("2021-01-17T23:00", "2021-01-17")]
    public void A_window_may_end_when_it_begins_or_leave_its_beginning_open(string from, string to) =>
        Assert.IsType<Decision.Accepted>((Sound with { From = from, To = to }).Decide(StoryState.Empty, Given.Context));
}
