using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using Timeline.Domain.Dates;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Api.Http;

/// <summary>Reads query parameters one by one and keeps the first thing that is wrong.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    /// <summary>What is wrong; null while nothing is.</summary>
    public ProblemHttpResult? Problem { get; private set; }

    public string? Text(TextParameter parameter)
    {
        var text = One(parameter);
        if (text?.Length > parameter.Longest)
            Fail(parameter, $"has {text.Length} characters; {parameter.Longest} is the most.");
        return Problem is null ? text : null;
    }

    public string? Slug(SlugParameter parameter)
    {
        var text = One(parameter);
        if (text is not null && !SlugAttribute.IsSlug(text))
            Fail(parameter, "use an id: lower-case letters a-z, digits and single hyphens.");
        return Problem is null ? text : null;
    }

    /// <summary>The ids, each once, in the order given.</summary>
    public IReadOnlyList<string> Slugs(SlugsParameter parameter)
    {
        string[] slugs = [.. parameter.Spell(query[parameter.Name]).Distinct(StringComparer.Ordinal)];
        if (slugs.Length is 0 || slugs.Length > parameter.Most)
            Fail(parameter, $"is given {slugs.Length} times; give 1 to {parameter.Most}.");
        if (!slugs.All(SlugAttribute.IsSlug))
            Fail(parameter, "use an id: lower-case letters a-z, digits and single hyphens.");
        return slugs;
    }

    public bool Flag(FlagParameter parameter)
    {
        var text = One(parameter);
        if (text is not (null or "true" or "false") || (text is null && parameter.Strict && query.ContainsKey(parameter.Name)))
            Fail(parameter, "must be true or false.");
        return text == "true";
    }

    /// <param name="parameter">The parameter.</param>
    /// <param name="least">The least here and now, where that is more than the parameter says.</param>
    /// <param name="most">The most here and now, where that is less than the parameter says.</param>
    public long Number(NumberParameter parameter, long? least = null, long? most = null)
    {
        var text = One(parameter);
        if (text is null)
            return parameter.Otherwise ?? 0;
        var (from, to) = (least ?? parameter.Least, most ?? parameter.Most);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to)
            return number;
        Fail(parameter, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {from} to {to}."));
        return parameter.Otherwise ?? 0;
    }

    public string Word(WordParameter parameter)
    {
        var (text, words) = (One(parameter), parameter.Words);
        if (text is null || words.Contains(text))
            return text ?? words[0];
        Fail(parameter, $"must be {string.Join(", ", words[..^1])} or {words[^1]}.");
        return words[0];
    }

    public IReadOnlyList<string> Words(WordsParameter parameter)
    {
        string[] words = [.. parameter.Spell(query[parameter.Name])];
        if (words.Except(parameter.Words).Any())
            Fail(parameter, $"must be of {string.Join(", ", parameter.Words)}.");
        return words;
    }

    /// <summary>A language tag (BCP 47).</summary>
    public string? Language(TextParameter parameter)
    {
        var tag = Text(parameter);
        if (tag is not null && !LanguageTagAttribute.IsTag(tag))
            Fail(parameter, "give a language tag (BCP 47) such as en, de or ru-RU.");
        return Problem is null ? tag : null;
    }

    /// <summary>A date in EDTF, for a range filter.</summary>
    public Edtf? Date(DateParameter parameter)
    {
        var text = One(parameter);
        if (text is null)
            return null;
        // A plus sign in an address is a blank unless it is written %2B, which is easily forgotten in an offset.
        if (Edtf.TryParse(text.Replace(' ', '+'), out var date, out var error))
            return date;
        Fail(parameter, error.ToString());
        return null;
    }

    public IReadOnlyList<string> Kinds(KindsParameter parameter)
    {
        string[] kinds = [.. parameter.Spell(query[parameter.Name])];
        if (kinds.FirstOrDefault(k => KindList.Find(k) is null) is { } unknown)
        {
            Fail(parameter, $"there is no kind '{(unknown.Length > 50 ? unknown[..50] + "…" : unknown)}'; the kinds are " +
                $"{string.Join(", ", KindList.All.Select(k => k.Name))}.");
        }

        return kinds;
    }

    /// <summary>The text as it was sent, where the parameter reads it in a way of its own.</summary>
    public string? One(Parameter parameter)
    {
        var values = query[parameter.Name];
        if (values.Count > 1)
            Fail(parameter, "is given more than once; give it once.");
        return StringValues.IsNullOrEmpty(values) || values[0]!.Length == 0 ? null : values[0];
    }

    public void Fail(Parameter parameter, string sentence) => Problem ??= Problems.Field(parameter.Name, sentence);
}
