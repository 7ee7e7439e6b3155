using System.Text.Json;
using Timeline.Api.Formats;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;

namespace Timeline.Api.Tests.Pages;

public sealed class ToldTests
{
    [Fact]
    public void A_figure_stands_for_the_summary_and_the_claim_that_say_no_more()
    {
        var told = Of("""
            "headline":"TikTok has deleted 38% of the posts, the regulator says","summary":"Roskomnadzor says that TikTok has deleted 38% of the posts.",
            "claims":[{"by":"Roskomnadzor","verb":"says","text":"TikTok has deleted 38% of the posts."}],"figures":[{"value":38,"unit":"%","by":"Roskomnadzor"}]
            """);
        Assert.Equal((null, 0, 1), (told.Summary, told.Claims.Count, told.Numbers.Count));
    }

    [Fact]
    public void A_claim_keeps_its_author_where_the_summary_does_not_name_them()
    {
        const string Claim = "\"claims\":[{\"by\":\"Emily Sherwin\",\"verb\":\"reports\",\"text\":\"Supporters practise their English.\"}]";
        Assert.Empty(Of($"\"summary\":\"Supporters practise their English, as Emily Sherwin reports.\",{Claim}").Claims);
        Assert.Single(Of($"\"summary\":\"Supporters practise their English.\",{Claim}").Claims);
    }

    [Fact]
    public void What_is_quoted_by_itself_is_not_quoted_as_a_claim_again_and_what_the_headline_quotes_not_at_all()
    {
        const string Claim = "\"claims\":[{\"by\":\"Ann Lee\",\"verb\":\"says\",\"text\":\"She will come.\",\"quote\":\"I will come with all of my friends\"}]";
        const string Quoted = "\"people\":[],\"details\":{\"speakers\":[\"Ann Lee\"],\"quotes\":[{\"text\":\"I will come with all of my friends\"}]}";
        var told = Of($"\"summary\":\"Ann Lee says that she will come.\",{Claim},{Quoted}", kind: "statement");
        Assert.Equal((1, 0), (told.Quotes.Count, told.Claims.Count));
        Assert.Empty(Of($"\"headline\":\"Lee: “I will come with all of my friends”\",{Quoted}", kind: "statement").Quotes);
    }

    public static TheoryData<string> Kinds => [.. KindList.All.Select(k => k.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_s_own_fields_can_be_told(string kind)
    {
        var example = KindList.Find(kind)!.Example;
        var entry = ShownEntry.Parse($$"""
            {"id":"a","kind":"{{kind}}","when":{"edtf":"2021-01-22","display":"22 January 2021"},"status":"published",
            "details":{{JsonSerializer.Serialize<object>(example, DomainJson.Stored)}}}
            """);
        Assert.NotNull(entry.Own);
        Assert.DoesNotContain(entry.Facts(Language.English, TimeZoneInfo.Utc), f => f.Text.Contains("Timeline.Domain", StringComparison.Ordinal) || f.Text.Contains("List`1", StringComparison.Ordinal));
        Assert.NotNull(Told.Of(entry, Language.English, whole: true));
    }

    [Fact]
    public void A_long_text_is_cut_at_a_word_in_a_list_and_whole_by_itself()
    {
        var text = string.Concat(Enumerable.Repeat("many words ", 100)).Trim();
        Assert.Equal((true, " many…"), (Of($"\"summary\":\"{text}\"").IsCut, Of($"\"summary\":\"{text}\"").Summary![^6..]));
        Assert.Equal((false, text), (Of($"\"summary\":\"{text}\"", whole: true).IsCut, Of($"\"summary\":\"{text}\"", whole: true).Summary));
    }

    [Theory]
    [InlineData("https://example.org/a.jpg", true)]
    [InlineData("https://images.example.org/a/1234", true)]
    [InlineData("http://example.org/a.jpg", false)]
    [InlineData("https://www.youtube.com/watch?v=a.jpg", false)]
    [InlineData("https://example.org/gallery/17", false)]
    [InlineData("https://example.org/a.html", false)]
    [InlineData("javascript:alert(1)//.jpg", false)]
    public void Only_what_a_browser_shows_as_a_picture_is_one(string url, bool picture) => Assert.Equal(picture, MediaCard.IsPicture(url));

    private static Told Of(string members, bool whole = false, string kind = "development") => Told.Of(ShownEntry.Parse($$"""
        {"id":"a","kind":"{{kind}}","when":{"edtf":"2021-01-22","display":"22 January 2021"},"status":"published",{{members}}}
        """), Language.English, whole);
}
