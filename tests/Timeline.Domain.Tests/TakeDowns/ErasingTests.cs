using System.Text.Json.Nodes;
using Timeline.Domain.Editorial;
using Timeline.Domain.TakeDowns;
using Timeline.Domain.Tests.Editorial;

namespace Timeline.Domain.Tests.TakeDowns;

public class ErasingTests
{
    private static readonly Scene Written = Scene.Opened.Given(Scene.Sentencing(s => s with { Summary = "Said of Ivan Petrov." }));

    private static AskedTakeDown Remove(params string[] fields) => AskedTakeDown.Example with { Form = AskedTakeDown.Remove, Fields = fields };

    private static AskedTakeDown Replace(string words, string by) => AskedTakeDown.Example with
    {
        Form = AskedTakeDown.Replace,
        Fields = [],
        Replacements = [new() { Words = words, By = by }],
    };

    [Fact]
    public void All_words_go_and_what_the_event_did_to_order_and_sight_stays()
    {
        var data = (JsonObject)JsonNode.Parse("""
            {"entry":"e","body":{"when":{"edtf":"2021-01-20","note":"n"},"headline":"h","term":"t","planned":true,"background":true,"draft":true,"embargoUntil":"2099-01-01T00:00:00Z"}}
            """)!;

        var changed = Erasing.Of(Remove(), data);

        Assert.Equal(["/body/headline", "/body/term", "/body/when"], changed.Keys.Order());
        Assert.Equal("""{"entry":"e","body":{"when":{"edtf":"2021-01-20"},"planned":true,"background":true,"draft":true,"embargoUntil":"2099-01-01T00:00:00Z"}}""",
            Erasing.Rewritten(data, changed).ToJsonString());
    }

    [Fact]
    public void A_field_that_was_corrected_is_still_one_that_was_corrected()
    {
        var data = (JsonObject)JsonNode.Parse("""{"entry":"e","class":"correction","wrong":"w","changes":{"headline":"h","kind":"arrest"},"past":"shown"}""")!;

        Assert.Equal("""{"entry":"e","class":"correction","changes":{"headline":null,"kind":"arrest"},"past":"shown"}""",
            Erasing.Rewritten(data, Erasing.Of(Remove(), data)).ToJsonString());
    }

    [Theory]
    [InlineData("""{"entry":"e","wrong":"w","changes":{"headline":"h","summary":"s"}}""", "summary", "/changes/summary /wrong")]
    [InlineData("""{"entry":"e","reason":"r","past":"shown"}""", "summary", "/reason")]
    [InlineData("""{"entry":"e","command":"Correct","by":"b","asked":{"changes":{"summary":"s"}}}""", "summary", "/asked")]
    [InlineData("""{"entry":"e","source":{"outlet":"o"}}""", "sources", "/source")]
    [InlineData("""{"entry":"e","source":{"outlet":"o"}}""", "summary", "")]
    [InlineData("""{"entry":"e","field":"injured","figure":{"value":1}}""", "injured", "/figure")]
    [InlineData("""{"entry":"e","body":{"when":{"edtf":"2021","note":"n"}}}""", "when", "/body/when")]
    public void Of_some_fields_their_additions_go_and_whatever_says_why(string data, string field, string gone) =>
        Assert.Equal(gone, string.Join(' ', Erasing.Of(Remove(field), (JsonObject)JsonNode.Parse(data)!).Keys.Order(StringComparer.Ordinal)));

    [Fact]
    public void What_was_replied_goes_when_it_is_named_or_with_all_trace_of_what_it_replies_to()
    {
        var reply = (JsonObject)JsonNode.Parse("""{"entry":"e","by":"b","text":"t","media":[{"alt":"a"}],"until":null,"basis":"law"}""")!;

        Assert.Empty(Erasing.Of(Remove(), reply, withReplies: false));
        Assert.Empty(Erasing.Of(Remove("media"), reply, withReplies: true));
        Assert.Equal(["/basis", "/by", "/media", "/text"], Erasing.Of(Remove(AskedTakeDown.Replies), reply, withReplies: false).Keys.Order());
        Assert.Equal(["/basis", "/by", "/media", "/text"], Erasing.Of(Remove(), reply).Keys.Order());
    }

    [Theory]
    [InlineData("Ivan Petrov said so; Ivan Petrova did not.", "A doctor said so; Ivan Petrova did not.")]
    [InlineData("\"Ivan Petrov\", Ivan Petrov's", "\"A doctor\", A doctor's")]
    [InlineData("ivan petrov", "ivan petrov")]
    public void Words_are_replaced_where_they_stand_for_themselves(string text, string expected) =>
        Assert.Equal(expected, Erasing.Replaced(text, "Ivan Petrov", "A doctor"));

    [Theory]
    [InlineData("https://e.example/Ivan%20Petrov", "https://e.example/A%20doctor")]
    [InlineData("https://e.example/news/ivan-petrov-held", "https://e.example/news/A%20doctor-held")]
    [InlineData("https://e.example/Ivan_Petrov.jpg?q=Ivan+Petrov", "https://e.example/A%20doctor.jpg?q=A%20doctor")]
    [InlineData("https://e.example/ivan-petrova", "https://e.example/ivan-petrova")]
    public void In_an_address_they_are_replaced_however_it_joins_them(string address, string expected) =>
        Assert.Equal(expected, Erasing.Replaced(address, [new Replacement { Words = "Ivan Petrov", By = "A doctor" }]));

    [Fact]
    public void Chinese_has_no_blanks_between_words() => Assert.Equal("由某人说", Erasing.Replaced("由李明说", "李明", "某人"));

    [Fact]
    public void Words_are_replaced_in_texts_and_not_in_what_holds_the_story_together()
    {
        var data = (JsonObject)JsonNode.Parse("""
            {"entry":"held","body":{"when":{"edtf":"2021","note":"held"},"people":[{"id":"held","name":"held"}],"links":[{"entry":"held","relation":"held"}]}}
            """)!;

        var after = Erasing.Rewritten(data, Erasing.Of(Replace("held", "Some One"), data));

        Assert.Equal("""
            {"entry":"held","body":{"when":{"edtf":"2021","note":"Some One"},"people":[{"id":"held","name":"Some One"}],"links":[{"entry":"held","relation":"Some One"}]}}
            """.Trim(), after.ToJsonString());
        Assert.Contains("\"id\":\"someone\"", Erasing.Rewritten(data, Erasing.Of(Replace("held", "someone"), data)).ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("17", """{"entry":"e","body":{"headline":"A boy of 17","figures":[{"what":"17","asOf":"2021-01-17"}],"scheduled":"2021-01-17"}}""",
        """{"entry":"e","body":{"headline":"A boy of X Y","figures":[{"what":"X Y","asOf":"2021-01-17"}],"scheduled":"2021-01-17"}}""")]
    [InlineData("en", """{"entry":"e","body":{"summary":"en","originalLanguage":"en","people":[{"id":"p","name":"speaker en","role":"speaker"}]}}""",
        """{"entry":"e","body":{"summary":"X Y","originalLanguage":"en","people":[{"id":"p","name":"speaker X Y","role":"speaker"}]}}""")]
    [InlineData("speaker", """{"entry":"e","body":{"people":[{"id":"p","name":"speaker","role":"speaker"}]}}""",
        """{"entry":"e","body":{"people":[{"id":"p","name":"X Y","role":"speaker"}]}}""")]
    [InlineData("23", """{"entry":"e","command":"Schedule","asked":{"at":"2099-01-23T12:00:00Z","urgent":"the 23"}}""",
        """{"entry":"e","command":"Schedule","asked":{"at":"2099-01-23T12:00:00Z","urgent":"the X Y"}}""")]
    public void Dates_languages_and_choices_are_no_words(string words, string before, string after)
    {
        var data = (JsonObject)JsonNode.Parse(before)!;
        Assert.Equal(after, Erasing.Rewritten(data, Erasing.Of(Replace(words, "X Y"), data)).ToJsonString());
    }

    [Theory]
    [InlineData("https", "X Y", "https://x.example/petrov/1?q=Ivan%20Petrov")]
    [InlineData("Ivan Petrov", "X Y", "https://x.example/petrov/1?q=X%20Y")]
    [InlineData("petrov", "a/b?#", "https://x.example/a%2Fb%3F%23/1?q=Ivan%20Petrov")]
    [InlineData("Petrov", "Petrov P.", "https://x.example/petrov/1?q=Ivan%20Petrov%20P.")]
    [InlineData("x.example", "X Y", null)]
    [InlineData("example", "X Y", null)]
    public void An_address_leads_where_it_led_with_other_words_in_it_or_goes_whole(string words, string by, string? expected)
    {
        var data = (JsonObject)JsonNode.Parse("""{"entry":"e","body":{"sources":[{"outlet":"o","url":"https://x.example/petrov/1?q=Ivan%20Petrov"}]}}""")!;
        var source = Erasing.Rewritten(data, Erasing.Of(Replace(words, by), data))["body"]!["sources"]![0]!.AsObject();
        Assert.Equal((expected, expected is not null), ((string?)source["url"], source.ContainsKey("url")));
    }

    [Fact]
    public void What_was_ticked_in_a_story_is_taken_down_again_there_and_nowhere_else()
    {
        var kept = KeptTakeDown.Example with { Entry = null, Asked = Remove(), Places = true };

        var taken = Written.Given(kept.Command);

        Assert.Equal(("open", false, "published"), (taken.Story.Status, taken.Story.TakenDown!.Whole, taken["e2"].Status));
        Assert.Equal("removed", Written.Given((kept with { Places = false }).Command).Story.Status);
    }

    [Fact]
    public void What_is_taken_down_whole_is_a_tombstone_where_it_was_public_and_takes_nothing_more()
    {
        var taken = Written.Given(new TakeDownEntry { Entry = "e2", Asked = Remove() });

        Assert.Equal(("removed", true, PublicChange.Changed, true), (taken["e2"].Status, taken["e2"].Visible, taken.Last!.Public, taken.Last.OfPast));
        Assert.Equal("already-taken-down", taken.Refusal(new Hold { Entry = "e2", Reason = "r" }).Code);
        var silent = Written.Given(new TakeDownEntry { Entry = "e2", Asked = Remove() with { Public = PublicFace.Silent } });
        Assert.Equal((false, PublicChange.Removed), (silent["e2"].Visible, silent.Last!.Public));
        var draft = Scene.Opened.Given(Scene.Sentencing(draft: true), new TakeDownEntry { Entry = "e2", Asked = Remove() });
        Assert.Equal((false, PublicChange.None), (draft["e2"].Visible, draft.Last!.Public));
    }

    [Fact]
    public void It_ends_holds_plans_and_embargoes_and_comes_after_a_retraction_too()
    {
        var waiting = Written.Given(new Embargo { Entry = "e2", Asked = new() { OnDelivery = true } }, new Retract { Entry = "e2", Reason = "r" },
            new TakeDownEntry { Entry = "e2", Asked = Remove() });

        Assert.Equal(("removed", null, null), (waiting["e2"].Status, waiting["e2"].Embargo, waiting["e2"].Due));
        Assert.True(waiting["e2"].Visible);
    }

    [Theory]
    [InlineData("fields", "remove", "id", null)]
    [InlineData("fields", "unlist", "summary", null)]
    [InlineData("note", "note", null, null)]
    [InlineData("note", "remove", null, "A note.")]
    [InlineData("replacements", "replace", null, null)]
    public void What_does_not_fit_its_form_is_refused_by_name(string problem, string form, string? field, string? note) =>
        Assert.StartsWith(problem, Assert.Single(Written.Refusal(new TakeDownEntry
        {
            Entry = "e2",
            Asked = AskedTakeDown.Example with { Form = form, Fields = field is null ? [] : [field], Note = note },
        }).Fields).Field, StringComparison.Ordinal);
}
