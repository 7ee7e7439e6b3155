using Microsoft.AspNetCore.Http.HttpResults;
using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Domain;
using Timeline.Store.Queries;

namespace Timeline.Api.Pages;

/// <summary>What the address of a story's page, or of its frame, may ask for.</summary>
internal static class PageParameters
{
    public static readonly WordParameter FrameOrder = Parameters.Order with { Words = ["desc", "asc"] };
    public static readonly NumberParameter FrameLimit = Parameters.Limit with { Most = 50, Otherwise = 10 };
    public static readonly WordParameter Theme = new("theme", "The colours of the frame.", "auto", "light", "dark");

    private static readonly DateParameter Day = new("day", "Of the page: begin at this day.") { Example = "2021-01-22" };
    private static readonly TextParameter Before = new("before", "Of the page: end before this place. Follow its links instead of making one up.")
    { Longest = EntryOrder.MaxLength + 2 };
    private static readonly FlagParameter Whole = new("whole", "Of the page: all entries on one, to print.");

    private const string Auto = "auto";
    private static readonly WordParameter Order = Parameters.Order with { Words = [Auto, .. Parameters.Order.Words] };
    private static readonly WordParameter By = Parameters.By with
    {
        About = Parameters.By.About + " A page opens on what was reported last while its story runs, and on what happened first once it is closed.",
        Words = [Auto, .. Parameters.By.Words],
    };

    // What of them the page reads itself, as a story's page opens in its own order.
    private static readonly Parameter[] Places = [Order, By, Parameters.Cursor];

    // Of these there are a few dozen answers in all, each kept. Any other may be given ever new values: each is a page to put together,
    // of which some read much more of the story than they show.
    private static readonly Parameter[] Few = [Parameters.Background, Order, By, FrameOrder, FrameLimit, Theme];

    /// <summary>What the page takes.</summary>
    public static Parameter[] OfPage { get; } =
    [
        Parameters.From, Parameters.To, Parameters.Kind, Parameters.Person, Parameters.Place, Parameters.Topic, Parameters.Words, Parameters.Key,
        Parameters.Background, Order, By, Parameters.Lang, Parameters.AsOf, Parameters.Cursor, Day, Before, Whole,
    ];

    /// <summary>What the frame takes.</summary>
    public static Parameter[] OfFrame { get; } = [FrameOrder, Parameters.Background, FrameLimit, Theme];

    /// <summary>Whether what is asked of a page has it read much, or made for this one reader.</summary>
    public static bool AreCostly(RouteQuery asked) => !asked.Without(Few).IsNone;

    /// <summary>What is asked of a page, which entries it asks for, and where it starts; or what is wrong.</summary>
    /// <param name="asked">The address's query.</param>
    /// <param name="query">What the page opens on.</param>
    /// <param name="story">The story, whose days are meant.</param>
    public static (PageQuery Query, TimelineQuery? Filter, TimelineCursor? Start, ProblemHttpResult? Problem) Read(IQueryCollection asked, PageQuery query, Story story)
    {
        var (page, start, wrong) = Read(asked, query, story.Zone);
        var (filter, unread) = Timelines.Read(new QueryCollection(asked
            .Where(p => !Places.Any(o => o.Name.Equals(p.Key, StringComparison.OrdinalIgnoreCase))).ToDictionary()), story.TimeZone);
        return (page, filter is null ? null : filter with { Descending = page.Descending, Reported = page.Reported }, start, wrong ?? unread);
    }

    private static (PageQuery Query, TimelineCursor? Start, ProblemHttpResult? Problem) Read(IQueryCollection parameters, PageQuery query, TimeZoneInfo zone)
    {
        var read = new QueryReader(parameters);
        var (by, order) = (read.Word(By), read.Word(Order));
        var reported = by == Auto ? query.Running : by == "reported";
        query = query with
        {
            Reported = reported,
            Descending = order == Auto ? reported : order == "desc",
            Background = read.Flag(Parameters.Background),
            Key = read.Flag(Parameters.Key),
            Kind = string.Join(',', read.Kinds(Parameters.Kind)) is { Length: > 0 } kinds ? kinds : null,
            Person = read.Slug(Parameters.Person),
            Place = read.Text(Parameters.Place),
            Topic = read.Slug(Parameters.Topic),
            Words = read.Text(Parameters.Words),
            From = read.Date(Parameters.From)?.ToString(),
            To = read.Date(Parameters.To)?.ToString(),
            Lang = read.Language(Parameters.Lang),
            AsOf = read.One(Parameters.AsOf),
            Cursor = read.Text(Parameters.Cursor),
            Before = read.Text(Before),
            Whole = read.Flag(Whole),
        };
        var start = Place(query.Cursor, Parameters.Cursor) ?? (query.Before == PageQuery.End ? null : Place(query.Before, Before));
        if (query is { Cursor: null, Before: null } && read.Date(Day) is { } day)
        {
            var (bounds, asked) = (day.Bounds(zone), new TimelineQuery { Reported = reported, Descending = query.Descending });
            if ((query.Descending ? bounds.Latest?.UnixSeconds + 1 : bounds.Earliest?.UnixSeconds) is not { } second)
                read.Fail(Day, "must be a day, a month or a year.");
            else
                (query, start) = (query with { Day = day.ToString() }, TimelineCursor.Before(second, asked));
        }

        return (query, start, read.Problem);

        TimelineCursor? Place(string? text, Parameter parameter)
        {
            if (text is null)
                return null;
            if (TimelineCursor.Parse(text) is { } cursor && cursor.Descending == query.Descending && cursor.Reported == query.Reported)
                return cursor;
            read.Fail(parameter, "is not one of this order; follow the link of the page before.");
            return null;
        }
    }
}
