using System.Globalization;
using Microsoft.Extensions.Primitives;
using Timeline.Api.Hosting;
using Timeline.Domain.Dates;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Api.Reading;

/// <summary>Reads query parameters one by one and keeps the first thing that is wrong.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private const int LongestText = 200;

    /// <summary>What is wrong; null while nothing is.</summary>
    public IResult? Problem { get; private set; }

    public string? Text(string name)
    {
        var text = One(name);
        if (text?.Length > LongestText)
            Fail(name, $"has {text.Length} characters; {LongestText} is the most.");
        return Problem is null ? text : null;
    }

    public string? Slug(string name)
    {
        var text = One(name);
        if (text is not null && !SlugAttribute.IsSlug(text))
            Fail(name, "use an id: lower-case letters a-z, digits and single hyphens.");
        return Problem is null ? text : null;
    }

    public bool Flag(string name)
    {
        var text = One(name);
        if (text is not (null or "true" or "false"))
            Fail(name, "must be true or false.");
        return text == "true";
    }

    public long Number(string name, long least, long most, long otherwise)
    {
        var text = One(name);
        if (text is null)
            return otherwise;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Fail(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}."));
        return otherwise;
    }

    /// <summary>A date in EDTF, for a range filter.</summary>
    public Edtf? Date(string name)
    {
        var text = One(name);
        if (text is null)
            return null;
        // A plus sign in an address is a blank unless it is written %2B, which is easily forgotten in an offset.
        if (Edtf.TryParse(text.Replace(' ', '+'), out var date, out var error))
            return date;
        Fail(name, error);
        return null;
    }

    public IReadOnlyList<string> Kinds(string name)
    {
        string[] kinds = [.. query[name].OfType<string>().SelectMany(v => v.Split(',')).Where(v => v.Length > 0).Distinct()];
        if (kinds.FirstOrDefault(k => KindList.Find(k) is null) is { } unknown)
        {
            Fail(name, $"there is no kind '{(unknown.Length > 50 ? unknown[..50] + "…" : unknown)}'; the kinds are " +
                $"{string.Join(", ", KindList.All.Select(k => k.Name))}.");
        }

        return kinds;
    }

    public void Fail(string name, string sentence) => Problem ??= Problems.Field(name, sentence);

    private string? One(string name)
    {
        var values = query[name];
        if (values.Count > 1)
            Fail(name, "is given more than once; give it once.");
        return StringValues.IsNullOrEmpty(values) || values[0]!.Length == 0 ? null : values[0];
    }
}
