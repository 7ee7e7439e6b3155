using Timeline.Domain.Dates;

namespace Timeline.Domain.Tests.Dates;

/// <summary>What is read, refused and said, as a table: <c>EdtfTable.txt</c>.</summary>
public class EdtfTableTests
{
    private static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");
    private static readonly string[] Languages = ["en", "de", "ru", "ar"];
    private static readonly string[][] Rows = Read();

    public static TheoryData<string> Accepted => [.. Rows.Where(r => r.Length == 7).Select(r => r[0])];

    public static TheoryData<string> Refused => [.. Rows.Where(r => r.Length == 2).Select(r => r[0])];

    [Fact]
    public void The_table_has_more_than_120_texts() => Assert.True(Rows.Length >= 120 && Accepted.Count + Refused.Count == Rows.Length);

    [Theory]
    [MemberData(nameof(Accepted))]
    public void What_is_read_has_its_bounds_and_its_words(string edtf)
    {
        var date = Edtf.Parse(edtf);
        var (earliest, latest) = date.Bounds(Moscow);

        string[] said =
        [
            earliest?.ToString() ?? "-", latest?.ToString() ?? "-",
            .. Languages.Select(language => date.Display(language, Moscow)),
        ];
        Assert.Equal(Rows.Single(r => r[0] == edtf)[1..].AsEnumerable(), said);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_refused_is_told_why(string edtf)
    {
        Assert.False(Edtf.TryParse(edtf, out _, out var error));
        Assert.Equal(Rows.Single(r => r[0] == edtf)[1], error.ToString());
    }

    [Fact]
    public void The_table_is_in_order()
    {
        var keys = Rows.Where(r => r.Length == 7).Select(r => Edtf.Parse(r[0]).SortKey(Moscow)).ToArray();
        Assert.Equal(keys.OrderBy(k => (k.Instant, k.Width)), keys);
    }

    private static string[][] Read()
    {
        using var stream = typeof(EdtfTableTests).Assembly.GetManifestResourceStream("EdtfTable.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#').Select(line => line.Split(" | "))];
    }
}
