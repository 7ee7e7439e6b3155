using Microsoft.AspNetCore.Http;
using Timeline.Api.Desk.Forms;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;

namespace Timeline.Api.Tests.Desk;

/// <summary>From what editors type, and paste, to what a command is sent.</summary>
public sealed class FormReaderTests
{
    [Theory]
    // Word's own line breaks, hyphens that do not break, and hyphens that may.
    [InlineData("headline", "One line\u000bof Word\u2028and another\r\n", "One line of Word and another")]
    [InlineData("headline", "Non\u001ebreaking and op\u001ftional", "Non\u2011breaking and optional")]
    [InlineData("summary", "One line\u000bof Word\u2028and another\r\n", "One line\nof Word\nand another")]
    // What chats and our own pages put around names and numbers in a text from right to left.
    [InlineData("headline", "\u202a+7 495\u202c قال \u2068Navalny\u2069", "+7 495 قال Navalny")]
    [InlineData("summary", "\u202etxt\u202c", "txt")]
    // A mark says a direction and turns nothing round; a zero-width non-joiner is Persian spelling.
    [InlineData("headline", "\u200fنص\u200c نص", "\u200fنص\u200c نص")]
    [InlineData("headline", "<b>bold</b> &amp; “quoted”", "<b>bold</b> &amp; “quoted”")]
    public void What_is_pasted_comes_without_what_nobody_typed_and_nobody_sees(string field, string pasted, string read) =>
        Assert.Equal(read, (string?)Read((field, pasted))[field]);

    [Theory]
    [InlineData("0001-01-01T00:00", "Europe/Moscow")]
    [InlineData("9999-12-31T23:59", "America/New_York")]
    public void An_instant_before_or_after_all_others_is_no_instant_and_no_error(string typed, string zone) =>
        Assert.Equal(typed, new FormDates(TimeZoneInfo.FindSystemTimeZoneById(zone), new(2021, 1, 17)).Instant(typed));

    [Theory]
    [InlineData("2026-11-28T14:00", "28. November 2026, 14:00 Uhr")]
    [InlineData("2026-11-28", "28. November 2026")]
    [InlineData("2026-11-28T14:00+09:00", "2026-11-28T14:00+09:00")]
    public void A_stored_date_stands_in_a_form_in_words_that_are_read_as_the_same(string edtf, string words) =>
        Assert.Equal(words, new FormDates(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), new(2026, 11, 28)).Words(edtf, Language.Of("de")));

    private static System.Text.Json.Nodes.JsonObject Read(params (string Name, string Value)[] fields) =>
        new FormReader(new FormCollection(fields.ToDictionary(f => f.Name, f => new Microsoft.Extensions.Primitives.StringValues(f.Value))), FormDates.Now(DateTimeOffset.UnixEpoch))
            .Read(FormFields.Of(KindList.Find("statement")!));
}
