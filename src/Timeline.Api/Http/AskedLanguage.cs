using Microsoft.Net.Http.Headers;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Api.Http;

/// <summary>The reader's own language (RFC 9110, section 12.5.4), for answers about no one story: a story has a language itself.</summary>
internal static class AskedLanguage
{
    private static readonly ReadOnce<Language> ByHeader = new();

    /// <summary>The language that the address names (<c>lang</c>); null where it names none.</summary>
    public static string? In(HttpRequest request) =>
        request.Query[Parameters.Lang.Name] is [{ } tag] && LanguageTagAttribute.IsTag(tag) ? tag : null;

    /// <summary>The dearest of the reader's languages that has a file, else English; the answer says that it hangs on that.</summary>
    public static Language Of(HttpContext context)
    {
        context.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        return ByHeader.Of(context.Request.Headers.AcceptLanguage.ToString(), context.Request, Read);
    }

    private static Language Read(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList([.. request.Headers.AcceptLanguage.OfType<string>()], out var asked)
            ? asked.Where(a => a.Quality is not 0).OrderByDescending(a => a.Quality ?? 1).Select(a => Language.Of(a.Value.Value))
                .FirstOrDefault(l => string.Equals(l.Own, l.Tag.Split('-')[0], StringComparison.OrdinalIgnoreCase)) ?? Language.English
            : Language.English;
}
