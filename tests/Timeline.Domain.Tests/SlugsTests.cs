using Timeline.Domain.Values;

namespace Timeline.Domain.Tests;

/// <summary>Ids made of names.</summary>
public sealed class SlugsTests
{
    [Fact]
    public void A_name_in_whatever_script_makes_an_id_of_its_own()
    {
        string[] names = ["Alexei Navalny", "Алексей Навальный", "عمر البشير", "محاكمة", "안철수", "Αλέξης Τσίπρας", "Group محور", "Group"];
        var ids = names.Select(Slugs.Of).ToList();

        Assert.All(ids, id => Assert.True(SlugAttribute.IsSlug(id), id));
        Assert.Equal(names.Length, ids.Distinct().Count());
        Assert.Equal(("alexei-navalny", "aleksey-navalnyy", "group"), (ids[0], ids[1], ids[^1]));
        Assert.Equal("", Slugs.Of("…"));
    }
}
