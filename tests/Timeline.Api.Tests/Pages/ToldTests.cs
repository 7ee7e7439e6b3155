using System.Text.Json;
using Timeline.Api.Formats;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;

namespace Timeline.Api.Tests.Pages;

public sealed class ToldTests
{
    [Fact]
    public void What_the_service_says_is_told_elsewhere_is_not_told_again()
    {
        const string Said = "\"summary\":\"She will come.\",\"claims\":[{\"by\":\"Ann Lee\",\"verb\":\"says\",\"text\":\"She will come.\"},{\"by\":\"Bo Ek\",\"verb\":\"declined-to-comment\"}]," +
            "\"people\":[],\"details\":{\"speakers\":[\"Ann Lee\"],\"channel\":\"Radio One\",\"quotes\":[{\"text\":\"I will come\"},{\"text\":\"With all of my friends\"}]}";
        var told = Of(Said, kind: "statement");
        Assert.Equal((2, 2, "Ann Lee, Radio One"), (told.Quotes.Count, told.Claims.Count, told.Attribution));
        told = Of($"{Said},\"repeats\":[\"summary\",\"claims[0].text\",\"details.quotes[1]\",\"details.speakers[0]\"]", kind: "statement");
        Assert.Equal((null, 1, 1, "Radio One"), (told.Summary, told.Quotes.Count, told.Claims.Count, told.Attribution));
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
