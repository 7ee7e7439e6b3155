using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Domain.Tests;

public class MediaTests
{
    private static readonly string Uploaded = PictureName.Path + new string('a', 64) + ".jpg";

    [Theory]
    [InlineData("/pictures/aaaa.jpg")]
    [InlineData("/pictures/../etc/passwd")]
    [InlineData("//evil.example/x.jpg")]
    [InlineData("javascript:alert(1)")]
    public void An_address_that_is_none_is_refused(string url) =>
        Assert.Equal("url", Assert.Single(Checks.Problems(new Media { Url = url, Alt = "A square" })).Field);

    [Fact]
    public void Of_a_picture_that_was_uploaded_it_must_be_said_whom_it_is_from()
    {
        var media = new Media { Url = Uploaded, Alt = "A square" };
        Assert.Equal("credit", Assert.Single(Checks.Problems(media)).Field);
        Assert.Empty(Checks.Problems(media with { Credit = "Anna", Made = "archive", Graphic = true }));
        Assert.Equal("made", Assert.Single(Checks.Problems(media with { Credit = "Anna", Made = "stolen" })).Field);
    }

    [Fact]
    public void Of_headline_and_summary_each_says_that_the_other_will_do()
    {
        var fields = KindField.Of(typeof(EntryBody)).ToDictionary(f => f.Name);
        Assert.Equal(("summary", "headline"), (fields["headline"].Or, fields["summary"].Or));
        Assert.False(fields["headline"].Required || fields["summary"].Required || fields["origin"].Required);
        Assert.True(fields["when"].Required);
    }
}
