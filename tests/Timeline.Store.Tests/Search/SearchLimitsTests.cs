using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Store.Queries;
using Timeline.Store.Search;
using Timeline.Testing;

namespace Timeline.Store.Tests.Search;

/// <summary>Whatever is typed or written: PostgreSQL takes what we make of it.</summary>
public sealed class SearchLimitsTests
{
    private static readonly string[] Signs =
    [
        "-", "--", "\"", "'", "\\", "(", ")", "&", "|", "!", "<->", "<5>", ":*", ":A", "or", "OR", " ", "\t", "\n", "\0", "\u00AD", "\u200C",
        "\u202E", "\uD83D", "\uFFFD", "é", "e\u0301", "\u0301", "a", "foo", "o'brien", "北京", "ก", "ى", "ה", "״", "🦒", "1,2", "www.a.example/b?c=d",
    ];

    [Fact]
    public async Task Whatever_is_typed_is_a_question_that_PostgreSQL_takes()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("one");
        var random = new Random(15);
        string[] typed =
        [
            "foo ---------------------------------- bar", new('-', 200), new('"', 200), new('!', 200), new('(', 200),
            string.Concat(Enumerable.Repeat("a ", 2_000)), string.Concat(Enumerable.Repeat("-a or ", 2_000)), new('a', 5_000),
            string.Concat(Enumerable.Repeat("a-", 2_000)), new('京', 2_000), "\"" + new string('京', 2_000) + "\"",
            .. Enumerable.Range(0, 200).Select(_ => string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Signs[random.Next(Signs.Length)]))),
        ];

        foreach (var text in typed)
        {
            Assert.True((await store.Database.SearchAsync(text, new(null, null, false, 10), StoreHost.Stop)).IsExact, text);
            Assert.NotNull(await store.Database.TimelineAsync("one", new() { SearchText = text }, StoreHost.Stop));
        }
    }

    [Fact]
    public async Task Of_a_word_that_more_than_a_thousand_entries_have_the_newest_thousand_come_and_what_is_rare_is_found_among_them()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("one");
        for (var i = 0; i < 1_100; i += 100)
        {
            await Task.WhenAll(Enumerable.Range(i, 100).Select(n => store.StoreAsync("one", new RecordEntry(
                KindList.All[0].Example with { Headline = n < 30 ? $"Tallinn, gathering {n}" : $"Gathering {n}" }))));
        }

        var (gatherings, inTallinn) = (await AllAsync("gathering"), await AllAsync("tallinn"));
        Assert.Equal((1_000, false), (gatherings.Total, gatherings.IsExact));
        Assert.Equal(1_001, gatherings.Docs.Distinct().Count());
        // The oldest: they are not among those.
        Assert.Equal((30, true), (inTallinn.Total, inTallinn.IsExact));
        Assert.Equal(30, inTallinn.Docs.Distinct().Count());
        Assert.DoesNotContain(gatherings.Docs, d => d.Contains("gathering 5\"", StringComparison.Ordinal));

        async Task<(int Total, bool IsExact, List<string> Docs)> AllAsync(string word)
        {
            var docs = new List<string>();
            for (AcrossCursor? after = null; ;)
            {
                var page = await store.Database.SearchAsync(word, new(null, null, false, 400, after), StoreHost.Stop);
                docs.AddRange(page.Entries.Select(e => e.Doc));
                if (page.Next is null)
                    return (page.Total, page.IsExact, docs);
                after = page.Next;
            }
        }
    }

    public static TheoryData<string> Endless { get; } =
    [
        string.Concat(Enumerable.Range(0, 500_000).Select(n => $"{n * 7919:x} ")),
        new string('a', 3_000_000),
        string.Concat(Enumerable.Range(0, 200_000).Select(n => (char)(0x4E00 + (n * 7919 % 20_000)))),
        string.Concat(Enumerable.Range(0, 300_000).Select(n => $"{(char)('a' + (n % 26))}.")),
        string.Concat(Enumerable.Repeat("Müller ", 300_000)),
        string.Concat(Enumerable.Range(0, 100_000).Select(n => $"وال{(char)(0x0627 + (n % 30))}{(char)(0x0627 + (n / 30 % 30))}نال ")),
    ];

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task The_words_of_the_longest_text_fit_into_the_index_and_its_beginning_is_found(string text)
    {
        await using var source = NpgsqlDataSource.Create(await TestCluster.NewDatabaseAsync(StoreHost.Stop));
        await using var command = source.CreateCommand("select $1::tsvector @@ 'headline'");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = SearchVector.Of([("The headline", SearchWeight.A), (text, SearchWeight.D)]) });

        Assert.Equal(true, await command.ExecuteScalarAsync(StoreHost.Stop));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("--- ' \" & | ! 🦒", null)]
    [InlineData("or", "'or'")]
    [InlineData("Foo", "'foo':*")]
    [InlineData("a or -b", "('a' | !'b')")]
    [InlineData("\"Two words\"", "('two' <1> 'words')")]
    [InlineData("\"北京大学 abc\"", "('北京' <1> '京大' <1> '大学' <2> 'abc')")]
    [InlineData("北京大学", "('北京' & '京大' & '大学')")]
    [InlineData("„Zwei Wörter“", "('zwei' <1> ('worter' | 'woerter'))")]
    [InlineData("-\"two words\" three", "(!('two' <1> 'words') & 'three':*)")]
    public void A_question_is_read_as_that_of_a_web_search(string typed, string? find) =>
        Assert.Equal(find, SearchQuery.Parse(typed).Find(new Dictionary<string, Stem>()));

    [Theory]
    [InlineData("Ünïcode ÑANDÚ", "unicode:1 uenicode:1 nandu:2")]
    [InlineData("na\u00ADval\u200Bny e\u0301", "navalny:1 e:2")]
    [InlineData("well-known", "well:1 known:2 wellknown:1")]
    [InlineData("Apple社", "apple:1 社:2")]
    [InlineData("北京。", "北京:1 京:2")]
    [InlineData("ไทย", "ไท:1 ทย:2 ย:3")]
    [InlineData("ИЙЁ", "ийе:1")]
    [InlineData("한국어", "한국:1 국어:2 어:3")]
    [InlineData("ｅｍｐ１", "emp1:1")]
    [InlineData("!? -- 🦒", "")]
    public void A_text_is_indexed_by_its_words(string text, string vector) =>
        Assert.Equal(vector, SearchVector.Of([(text, SearchWeight.D)]));
}
