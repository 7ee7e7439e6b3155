using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;
using Timeline.Store.Queries;

namespace Timeline.Store.Tests.Search;

/// <summary>Readers find what they type: one story in each language, and one entry with each text.</summary>
public sealed class FindingTests(FindingTests.Stories stories) : IClassFixture<FindingTests.Stories>
{
    /// <summary>Language, what the entry says, what is typed, whether it is found.</summary>
    public static TheoryData<string, string, string, bool> Typed { get; } = new()
    {
        { "en", "The authorities detained Alexei Navalny's lawyers", "nava", true },
        { "en", "The authorities detained Alexei Navalny's lawyers", "NAVALNY", true },
        { "en", "The authorities detained Alexei Navalny's lawyers", "authority", true },
        { "en", "One party left the coalition", "parties", true },
        { "en", "The authorities detained Alexei Navalny's lawyers", "detaining a lawyer", true },
        { "en", "The authorities detained Alexei Navalny's lawyers", "valny", false },
        { "en", "Conan O'Brien spoke to Al-Jazeera", "obrien", true },
        { "en", "Conan O'Brien spoke to Al-Jazeera", "aljazeera", true },
        { "en", "Conan O'Brien spoke to Al-Jazeera", "al jazeera", true },
        { "en", "The U.S. says 1,200 people came", "1200", true },
        { "de", "Angela Müller tritt zurück", "Mueller", true },
        { "de", "Angela Müller tritt zurück", "muller", true },
        { "de", "Herr Mueller tritt zurück", "Müller", true },
        { "de", "Die Häuser in der Weißen Straße", "Haus", true },
        { "de", "Die Häuser in der Weißen Straße", "strasse", true },
        { "tr", "Ekrem İmamoğlu gözaltına alındı", "imamoglu", true },
        { "tr", "Ekrem İmamoğlu gözaltına alındı", "IMAMOĞLU", true },
        { "tr", "Erdoğan'ın Diyarbakır ziyareti", "erdogan", true },
        { "tr", "Erdoğan'ın Diyarbakır ziyareti", "DIYARBAKIR", true },
        { "ru", "Суд встретился с Ивановым", "Иванов", true },
        { "ru", "Суд приговорил Иванова", "Ивановым", true },
        { "ru", "Алексей Навальный задержан", "Навального", true },
        { "ru", "Партия «Ёлка» вышла", "елка", true },
        { "ru", "Она не их, а мой", "мои", false },
        { "uk", "Президент Зеленський у Києві", "Зеленського", true },
        { "uk", "Заява Порошенка", "Порошенко", true },
        { "uk", "Об'єднання партій", "обʼєднання", true },
        { "pl", "Lech Wałęsa przemówił", "walesy", true },
        { "pl", "Rozmowa z Kowalskim", "Kowalski", true },
        { "pl", "Lech Wałęsa przemówił", "Wałęsą", true },
        { "fr", "L'arrêté de la préfecture est annulé", "arrete", true },
        { "fr", "L'arrêté de la préfecture est annulé", "PREFECTURES", true },
        { "es", "Detención del señor Peña", "senor pena", true },
        { "es", "Detención del señor Peña", "detenciones", true },
        { "cs", "Soud obvinil Andreje Babiše", "babis", true },
        { "sv", "Mötet i Malmö", "malmo", true },
        { "vi", "Bắt giữ ông Nguyễn Phú Trọng ở Đà Nẵng", "nguyen phu trong", true },
        { "vi", "Bắt giữ ông Nguyễn Phú Trọng ở Đà Nẵng", "da nang", true },
        { "el", "Ο πρωθυπουργός Αλέξης Τσίπρας παραιτήθηκε", "τσιπρας", true },
        { "el", "Ο πρωθυπουργός Αλέξης Τσίπρας παραιτήθηκε", "ΑΛΕΞΗΣ", true },
        { "zh", "最高人民法院宣布判决", "法院", true },
        { "zh", "最高人民法院宣布判决", "判", true },
        { "zh", "最高人民法院宣布判决", "决", true },
        { "zh", "最高人民法院宣布判决", "人民 判决", true },
        { "zh", "最高人民法院宣布判决", "院法", false },
        { "ja", "東京地方裁判所はカルロス・ゴーン被告を保釈した", "裁判所", true },
        { "ja", "東京地方裁判所はカルロス・ゴーン被告を保釈した", "ｺﾞｰﾝ", true },
        { "ja", "東京地方裁判所はカルロス・ゴーン被告を保釈した", "コーン", false },
        { "ko", "검찰총장이 사퇴했다", "총장", true },
        { "ko", "검찰총장이 사퇴했다", "검찰", true },
        { "ko", "검찰총장이 사퇴했다", "장총", false },
        { "th", "ศาลรัฐธรรมนูญสั่งยุบพรรค", "รัฐธรรมนูญ", true },
        { "th", "ศาลรัฐธรรมนูญสั่งยุบพรรค", "ยุบพรรค", true },
        { "ar", "اِعتَقَلَت الشرطة أحمد إسماعيل والمتظاهرين", "اعتقلت", true },
        { "ar", "اِعتَقَلَت الشرطة أحمد إسماعيل والمتظاهرين", "احمد اسماعيل", true },
        { "ar", "اِعتَقَلَت الشرطة أحمد إسماعيل والمتظاهرين", "شرطه", true },
        { "ar", "اِعتَقَلَت الشرطة أحمد إسماعيل والمتظاهرين", "المتظاهرين", true },
        { "fa", "دادگاه علی کریمی را می‌خواهد", "علي كريمي", true },
        { "fa", "دادگاه علی کریمی را می‌خواهد", "می خواهد", true },
        { "fa", "دادگاه علی کریمی را می‌خواهد", "میخواهد", true },
        { "fa", "در سال ۱۴۰۲", "1402", true },
        { "he", "הַכְּנֶסֶת התפזרה בירושלים", "הכנסת", true },
        { "he", "הַכְּנֶסֶת התפזרה בירושלים", "כנסת", true },
        { "he", "הַכְּנֶסֶת התפזרה בירושלים", "ירושלים", true },
        { "he", "דובר צה״ל אמר", "צה\"ל", true },
        { "hi", "अदालत ने राहुल गांधी को ज़मानत दी", "जमानत", true },
        { "hi", "अदालत ने राहुल गांधी को ज़मानत दी", "राहुल", true },
    };

    [Theory]
    [MemberData(nameof(Typed))]
    public async Task What_is_typed_is_found_in_its_language(string language, string text, string typed, bool found)
    {
        var page = await stories.Store.Database.TimelineAsync($"story-{language}", new() { SearchText = typed }, StoreHost.Stop);
        var across = await stories.Store.Database.SearchAsync(typed, new(null, null, false, 100), StoreHost.Stop);

        Assert.Equal(found, page!.Docs.Any(d => d.Contains(stories.Entries[(language, text)], StringComparison.Ordinal)));
        if (found)
            Assert.Contains(across.Entries, e => e.Doc.Contains(stories.Entries[(language, text)], StringComparison.Ordinal));
    }

    public sealed class Stories : IAsyncLifetime
    {
        internal StoreHost Store { get; private set; } = null!;

        internal Dictionary<(string Language, string Text), string> Entries { get; } = [];

        public async ValueTask InitializeAsync()
        {
            Store = await StoreHost.StartAsync();
            foreach (var language in Typed.Select(t => t.Data).GroupBy(d => d.Item1))
            {
                await Store.StoreAsync($"story-{language.Key}", OpenStory.Example with { Id = $"story-{language.Key}", Language = language.Key });
                foreach (var text in language.Select(d => d.Item2).Distinct())
                {
                    Entries[(language.Key, text)] = (await Store.StoreAsync($"story-{language.Key}", new RecordEntry(new Arrest
                    {
                        When = new When { Edtf = "2021-01-17" },
                        Headline = text,
                    }))).Entry!;
                }
            }
        }

        public ValueTask DisposeAsync() => Store.DisposeAsync();
    }
}
