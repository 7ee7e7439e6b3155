using Timeline.Domain.Dates;

namespace Timeline.Domain.Tests.Dates;

public class EdtfRefusalTests
{
    [Theory]
    [InlineData("2021-02-30", "2021-02-30 is not a day of the calendar; 2021-02 has 28 days.")]
    [InlineData("2021-13", "13 is not a month; months run from 01 to 12, and seasons from 21 (spring) to 24 (winter).")]
    [InlineData("17-01-2021", "17-01-2021 has its year last; write year, month, day: 2021-01-17.")]
    [InlineData("20210117", "20210117 lacks its hyphens; write it like 2021-01-17.")]
    [InlineData("2021/01/17", "2021/01/17 has 2 slashes; a date takes hyphens (2021-01-17), an interval one slash (2021-01-17/2021-01-22).")]
    [InlineData("2021-01-22/2021-01-17", "2021-01-22/2021-01-17 ends before it starts; write 2021-01-17/2021-01-22, or mend one of the two.")]
    [InlineData("2021-01-22t18:00z", "Write 2021-01-22t18:00z in capitals: 2021-01-22T18:00Z.")]
    [InlineData("2021-01-22T25:00", "25:00 is not a time of day; hours run from 00 to 23 (24:00 is 00:00 of the next day).")]
    [InlineData("2021-01-22T18:00+15:00", "+15:00 is not an offset from UTC; offsets run from -14:00 to +14:00.")]
    [InlineData("some day in winter", "“some day in winter” is no date that can be read; write it like 2021-01-17, 2021-01, 2021 or 2021-01-22T18:00.")]
    [InlineData("2021-01-1 7", "Character 10 of the date is a space; remove it.")]
    [InlineData("2021–01–17", "Character 5 of the date (U+2013) has no place in one; use the digits 0 to 9, the plain hyphen, and the marks of EDTF.")]
    [InlineData("../..", "An interval with no date at either end says nothing; give a date for its start or its end.")]
    [InlineData("", "The date is empty; write one such as 2021-01-17, 2021-01 or 2021.")]
    public void The_sentence_names_what_is_wrong_and_how_to_mend_it(string text, string sentence)
    {
        Assert.False(Edtf.TryParse(text, out _, out var error));
        Assert.Equal(sentence, error.ToString());
    }

    [Theory]
    [InlineData("{1960,1961-12}", "all of a set")]
    [InlineData("[1667,1668,1670..1672]", "a list of dates")]
    [InlineData("[1760-01,1760-02,1760-12..]", "a list of dates")]
    [InlineData("Y-17E7", "a year with an exponent")]
    [InlineData("1950S2", "a year with significant digits")]
    [InlineData("Y171010000S3", "a year with significant digits")]
    [InlineData("2004-06~-11", "a mark of one part of the date")]
    [InlineData("?2004-06-~11", "a mark of one part of the date")]
    [InlineData("2004-%06-11", "a mark of one part of the date")]
    [InlineData("2004-06-~01/2004-06-~20", "a mark of one part of the date")]
    [InlineData("2001-34", "a part of the year by the number 34")]
    [InlineData("156X-12-25", "open digits elsewhere than at its right end")]
    [InlineData("XXXX-12-XX", "open digits elsewhere than at its right end")]
    [InlineData("1XXX-XX", "open digits elsewhere than at its right end")]
    [InlineData("1984-1X", "open digits elsewhere than at its right end")]
    [InlineData("2021-01-2X", "open digits elsewhere than at its right end")]
    public void What_is_of_level_2_is_refused_by_its_name(string text, string name)
    {
        Assert.False(Edtf.TryParse(text, out _, out var error));
        Assert.StartsWith($"{text} has {name}, which is of EDTF's level 2 and not read; ", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2004-06-XX/2004-07-03", "write 2004-06 for 2004-06-XX.")]
    [InlineData("[198X..2004]", "write 1980/1989 for 198X.")]
    public void Open_digits_in_an_end_are_refused_by_name(string text, string instead)
    {
        Assert.False(Edtf.TryParse(text, out _, out var error));
        Assert.Equal($"{text} leaves digits of an end open, which is of EDTF's level 2 and not read; {instead}", error.ToString());
    }

    [Theory]
    // Nothing said
    [InlineData(null), InlineData(" "), InlineData("/"), InlineData(".."), InlineData("../"), InlineData("/.."), InlineData("?")]
    // Days, months and years that are not
    [InlineData("2021-00"), InlineData("2021-01-00"), InlineData("2021-01-32"), InlineData("2021-04-31"), InlineData("1900-02-29")]
    [InlineData("-0000"), InlineData("-0000-01"), InlineData("2021-20"), InlineData("2021-25"), InlineData("2021-41"), InlineData("2021-21-01")]
    [InlineData("12345"), InlineData("-12345"), InlineData("Y2021"), InlineData("Y012345"), InlineData("Y"), InlineData("Y-"), InlineData("Y--12345")]
    [InlineData("Y1234567890"), InlineData("Y17E7"), InlineData("Y12345-01"), InlineData("201"), InlineData("+2021")]
    // Digits left open elsewhere than at the right
    [InlineData("XXXX"), InlineData("1XXX"), InlineData("2X21"), InlineData("X021"), InlineData("201X-01"), InlineData("20XX-XX")]
    [InlineData("2021-1X"), InlineData("2021-X1"), InlineData("2021-XX-17"), InlineData("2021-01-X7"), InlineData("2021-01-4X"), InlineData("2021-02-3X")]
    [InlineData("2021-XX-1X"), InlineData("2021-01-2X-"), InlineData("201x"), InlineData("2021-01-2XT10:00")]
    // Times
    [InlineData("2021-01T10:00"), InlineData("2021T10:00"), InlineData("T10:00"), InlineData("2021-01-22T"), InlineData("2021-01-22T18")]
    [InlineData("2021-01-22T1800"), InlineData("2021-01-22T18:0"), InlineData("2021-01-22T18:60"), InlineData("2021-01-22T18:00:60")]
    [InlineData("2021-01-22T24:00"), InlineData("2021-01-22T18:00:00.5Z"), InlineData("2021-01-22T18:00ZZ"), InlineData("2021-01-22T18:00Z+03")]
    [InlineData("2021-01-22T18:00+3"), InlineData("2021-01-22T18:00+0300"), InlineData("2021-01-22T18:00-00:00"), InlineData("2021-01-22T18:00+03:60")]
    [InlineData("2021-01-22T18:00+14:01"), InlineData("2021-01-22T18:00+"), InlineData("2021-01-22T18:00T18:00"), InlineData("2021-01-22T18:00MSK")]
    // Marks
    [InlineData("2021??"), InlineData("2021~?"), InlineData("?2021"), InlineData("2021?-01"), InlineData("2021-~01"), InlineData("..?"), InlineData("..~/2021")]
    // Intervals
    [InlineData("2008/1964"), InlineData("2021-01-20/2021-01-1X"), InlineData("2021-02/2021-01-31"), InlineData("Y170000002/2021"), InlineData("-0009/-0010")]
    [InlineData("2021-01-22T18:00+03:00/2021-01-22T18:00+04:00"), InlineData("2021-01-22T18:00/2021-01-22T17:59"), InlineData("2021-01-25/2021-01-22T18:00Z")]
    [InlineData("2021-01-22T18:00Z/2021-01-20"), InlineData("2021/2022/2023"), InlineData("2021//2022"), InlineData("2021..2022"), InlineData(".../2021"), InlineData("2021/bad")]
    // Other hands
    [InlineData("today"), InlineData("22.01.2021"), InlineData("January 2021"), InlineData("2021-1-7"), InlineData("2021-01-"), InlineData("-"), InlineData("--"), InlineData("[2021,2022]")]
    [InlineData("2021-W03"), InlineData("2021-017"), InlineData("2021-01-17\n"), InlineData("\t2021"), InlineData("2021\0"), InlineData("２０２１"), InlineData("٢٠٢١"), InlineData("2021\u00a0"), InlineData("\ud800")]
    public void What_is_not_EDTF_is_refused_with_one_sentence(string? text)
    {
        Assert.False(Edtf.TryParse(text, out var value, out var error));
        Assert.Null(value);
        Assert.EndsWith(".", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.ToString());
        Assert.Equal(error.ToString(), Assert.Throws<FormatException>(() => Edtf.Parse(text!)).Message);
    }

    [Fact]
    public void A_text_over_a_hundred_characters_is_refused_unread()
    {
        Assert.False(Edtf.TryParse(new string('2', 1_000_000), out _, out var error));
        Assert.Equal("The date has 1000000 characters; 100 is the most that is read.", error.ToString());
    }
}
