namespace Timeline.Api.Formats;

/// <summary>What a reader asks of a story's page.</summary>
public sealed record PageQuery
{
    /// <summary>Whether the story runs: its page opens on what was reported last, a closed one's on what happened first.</summary>
    public bool Running { get; init; }

    /// <summary>In the order in which the public learned of it.</summary>
    public bool Reported { get; init; }

    /// <summary>The latest first.</summary>
    public bool Descending { get; init; }

    /// <summary>Also what lies outside the story's window.</summary>
    public bool Background { get; init; }

    /// <summary>Only key entries.</summary>
    public bool Key { get; init; }

    /// <summary>Only of this kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Only with this person or body.</summary>
    public string? Person { get; init; }

    /// <summary>Only at this place.</summary>
    public string? Place { get; init; }

    /// <summary>Only about this topic.</summary>
    public string? Topic { get; init; }

    /// <summary>Only with these words.</summary>
    public string? Words { get; init; }

    /// <summary>Only from this date on.</summary>
    public string? From { get; init; }

    /// <summary>Only until this date.</summary>
    public string? To { get; init; }

    /// <summary>The day to begin at, in EDTF.</summary>
    public string? Day { get; init; }

    /// <summary>The language of dates and of the page's own words (BCP 47); null for the story's.</summary>
    public string? Lang { get; init; }

    /// <summary>As the story stood then, as the reader wrote it; null for the present.</summary>
    public string? AsOf { get; init; }

    /// <summary>Behind which place the page begins; null at the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Before which place the page ends, <see cref="End"/> for the last of all; null where it has a beginning.</summary>
    public string? Before { get; init; }

    /// <summary>All entries on one page, to print.</summary>
    public bool Whole { get; init; }

    /// <summary>Stands for the end of the last page.</summary>
    public const string End = "end";

    /// <summary>What a story's page opens on.</summary>
    public static PageQuery Of(bool running) => new() { Running = running, Reported = running, Descending = running };

    /// <summary>Whether it shows but some of the entries.</summary>
    public bool IsFiltered => Key || (Kind ?? Person ?? Place ?? Topic ?? Words ?? From ?? To) is not null;

    /// <summary>The same from the first page on.</summary>
    public PageQuery First => this with { Cursor = null, Before = null, Day = null, Whole = false };

    /// <summary>The same of all entries.</summary>
    public PageQuery Unfiltered => First with { Key = false, Kind = null, Person = null, Place = null, Topic = null, Words = null, From = null, To = null };

    /// <summary>Its parts as an address and a form have them; what is so by default is left out.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Parts => new Dictionary<string, string?>
    {
        ["by"] = Reported == Running ? null : Reported ? "reported" : "happened",
        ["order"] = Descending == Reported ? null : Descending ? "desc" : "asc",
        ["background"] = Background ? "true" : null,
        ["key"] = Key ? "true" : null,
        ["kind"] = Kind,
        ["person"] = Person,
        ["place"] = Place,
        ["topic"] = Topic,
        ["q"] = Words,
        ["from"] = From,
        ["to"] = To,
        ["day"] = Day,
        ["lang"] = Lang,
        ["asOf"] = AsOf,
        ["cursor"] = Cursor,
        ["before"] = Before,
        ["whole"] = Whole ? "true" : null,
    }.Where(p => p.Value is not null);

    /// <summary>The query part of its address.</summary>
    public override string ToString() => QueryString.Create(Parts).ToString();
}
