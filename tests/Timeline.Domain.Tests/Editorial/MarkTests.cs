using Timeline.Domain.Editorial;
using Timeline.Domain.Values;
using static Timeline.Domain.Tests.Editorial.CorrectTests;

namespace Timeline.Domain.Tests.Editorial;

public class MarkTests
{
    private static readonly Scene Given = Scene.Opened.Given(Scene.Sentencing(), Scene.Rally());
    private static readonly Scene Hidden = Scene.Opened.Given(Scene.Sentencing(), Scene.Sentencing(draft: true));

    [Fact]
    public void A_key_mark_is_set_and_taken_away()
    {
        var marked = Given.Given(new MarkKey { Entry = "e2" });

        Assert.True(marked["e2"].Body.Key);
        Assert.Contains("already", marked.Nothing(new MarkKey { Entry = "e2" }));
        Assert.False(marked.Given(new MarkKey { Entry = "e2", Key = false })["e2"].Body.Key);
    }

    [Fact]
    public void A_source_is_added_once_and_checked()
    {
        var source = new AddSource { Entry = "e2", Source = new() { Outlet = "Reuters", Role = "agency" } };
        var added = Given.Given(source);

        Assert.Equal("Reuters", added["e2"].Body.Sources[^1].Outlet);
        Assert.Contains("already", added.Nothing(source));
        Assert.Equal("outlet", Assert.Single(Given.Refusal(source with { Source = new() }).Fields).Field);
    }

    [Fact]
    public void A_link_is_made_to_another_entry_of_the_story()
    {
        var linked = Given.Given(Link("e3"));

        Assert.Equal(new Link { Entry = "e3", Relation = "follows" }, Assert.Single(linked["e2"].Body.Links));
        Assert.Equal(PublicChange.Changed, linked.Last!.Public);
        Assert.Contains("already", linked.Nothing(Link("e3")));
        Assert.Equal("entry", Assert.Single(Given.Refusal(Link("e2")).Fields).Field);
        Assert.Equal("entry", Assert.Single(Given.Refusal(Link("e9")).Fields).Field);
    }

    [Fact]
    public void A_link_to_what_the_public_does_not_see_is_no_public_change()
    {
        var linked = Hidden.Given(Link("e3"));

        Assert.Equal((PublicChange.None, Hidden.PublicVersion), (linked.Last!.Public, linked.PublicVersion));
        Assert.Equal((2, 1), (linked["e2"].Revision, linked["e2"].PublicRevision));
        Assert.Equal(Hidden["e2"].UpdatedAt, linked["e2"].PublicUpdatedAt);
    }

    [Fact]
    public void A_correction_of_links_to_what_the_public_does_not_see_is_no_public_change()
    {
        var linked = Hidden.Given(Correct("""{ "links": [ { "entry": "e3", "relation": "follows" } ] }"""));
        Assert.Equal(PublicChange.None, linked.Last!.Public);

        var unlinked = linked.Given(Correct("""{ "links": [] }"""));
        Assert.Equal(PublicChange.None, unlinked.Last!.Public);
        Assert.Empty(unlinked["e2"].Corrections);
    }

    [Fact]
    public void A_correction_of_more_than_such_links_names_only_what_readers_see_change()
    {
        var corrected = Hidden.Given(
            Correct("""{ "term": "2 years", "links": [ { "entry": "e3", "relation": "follows" } ] }"""));

        Assert.Equal(PublicChange.Changed, corrected.Last!.Public);
        Assert.Equal(["term"], Assert.Single(corrected["e2"].Corrections).Fields);
    }

    [Fact]
    public void Who_read_what_the_public_reads_may_go_on_after_a_change_that_the_public_does_not_see()
    {
        var linked = Hidden.Given(Link("e3"));
        var asRead = Correct("""{ "term": "2 years" }""") with { AnyState = false, IfUpdatedAt = [Hidden["e2"].UpdatedAt] };

        Assert.IsType<Decision.Accepted>(linked.When(asRead));
    }

    [Fact]
    public void But_who_changes_the_links_must_have_read_all_of_them()
    {
        var linked = Hidden.Given(Link("e3"));
        var asRead = Correct("""{ "links": [ { "entry": "e3", "relation": "updates" } ] }""") with { AnyState = false };

        Assert.Equal(RefusalReason.Stale, linked.Refusal(asRead with { IfUpdatedAt = [Hidden["e2"].UpdatedAt] }).Reason);
        Assert.IsType<Decision.Accepted>(linked.When(asRead with { IfUpdatedAt = [linked["e2"].UpdatedAt] }));
    }

    [Fact]
    public void A_links_claim_is_held_to_the_rules_of_the_whole_entry()
    {
        var scene = Scene.Opened.Given(Scene.Sentencing(s => s with { People = [.. s.People, new() { Id = "ann-lee", Name = "Ann Lee" }] }), Scene.Sentencing());
        var claim = new Claim { By = By.Somebody("Ann Lee", "she fears for her work"), Text = "It follows." };
        var link = Link("e3");
        Assert.Equal("claim.by", Assert.Single(scene.Refusal(link with { Link = link.Link with { Relation = "caused", Claim = claim } }).Fields).Field);
    }

    private static LinkEntry Link(string to) => new() { Entry = "e2", Link = new() { Entry = to, Relation = "follows" } };
}
