using Timeline.Domain.Dates;
using Timeline.Domain.Values;

namespace Timeline.Domain.Tests;

public class WhenTests
{
    [Fact]
    public void A_copy_with_another_text_has_another_date()
    {
        var when = When.At("2021-01-17");
        Assert.Equal(Edtf.Parse("2021-01-17"), when.Date);
        Assert.Equal(Edtf.Parse("2021-01-18"), (when with { Edtf = "2021-01-18" }).Date);
    }

    [Fact]
    public void It_is_the_same_whether_or_not_its_date_was_read()
    {
        var (read, unread) = (When.At("2021-01-17"), When.At("2021-01-17"));
        _ = read.Date;
        Assert.Equal(unread, read);
        Assert.Equal(unread.GetHashCode(), read.GetHashCode());
        Assert.NotEqual(unread with { Note = "late" }, read);
    }
}
