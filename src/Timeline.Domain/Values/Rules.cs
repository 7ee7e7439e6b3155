using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Timeline.Domain.Dates;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Values;

/// <summary>A rule of ours about a field. It says why by itself: the framework's way makes an object for each value that is sound.</summary>
public abstract class RuleAttribute : ValidationAttribute
{
    /// <summary>What is wrong with a value; null where nothing is.</summary>
    /// <param name="value">The value.</param>
    /// <param name="record">The record that has it.</param>
    /// <param name="zone">The story's time zone, where it matters.</param>
    public abstract Sentence? Wrong(object? value, object record, TimeZoneInfo? zone);
}

/// <summary>A date or time in EDTF (ISO 8601-2:2019), see <see cref="Edtf"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EdtfTextAttribute : RuleAttribute
{
    /// <inheritdoc/>
    public override Sentence? Wrong(object? value, object record, TimeZoneInfo? zone)
    {
        if (value is not string { Length: > 0 } text)
            return null;
        if (!Edtf.TryParse(text, out var date, out var error))
            return error;
        return zone is not null && date.EndsBeforeItStarts(zone) ? ExtentReader.EndsFirst(text, zone) : null;
    }
}

/// <summary>The id of an entry: what a form lets one choose.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EntryNameAttribute : Attribute;

/// <summary>An id that can stand in a URL: lower-case letters a-z, digits and single hyphens; 1 to 64 characters.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class SlugAttribute : RuleAttribute
{
    /// <summary>The most characters an id may have.</summary>
    public const int MaxLength = 64;

    /// <summary>What it looks like, as a regular expression.</summary>
    public const string Expression = "^[a-z0-9]+(-[a-z0-9]+)*\\z";

    /// <summary>Whether the text is such an id.</summary>
    public static bool IsSlug(string text) => text.Length <= MaxLength && Pattern().IsMatch(text);

    /// <inheritdoc/>
    public override Sentence? Wrong(object? value, object record, TimeZoneInfo? zone) =>
        value is not string { Length: > 0 } text || IsSlug(text) ? null : Sentence.Of("refused.slug");

    [GeneratedRegex(Expression, RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

/// <summary>An absolute http or https address without a user's name (RFC 3986), its host's name as every browser reads it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class WebAddressAttribute : RuleAttribute
{
    /// <summary>The host of an address, with its port; null where a text is none.</summary>
    public static string? HostOf(string text) => Pattern().Match(text) is { Success: true } address ? address.Groups["host"].Value : null;

    /// <summary>Whether it may be the address of a picture that was uploaded here, too (<see cref="PictureName"/>).</summary>
    public bool OrPicture { get; init; }

    /// <inheritdoc/>
    public override Sentence? Wrong(object? value, object record, TimeZoneInfo? zone)
    {
        if (value is not string { Length: > 0 } text || (OrPicture && PictureName.Of(text) is not null))
            return null;
        if (Pattern().Match(text) is not { Success: true } address)
            return Sentence.Of("refused.address");

        // What a browser maps to another character, or leaves out, leads elsewhere than it seems to.
        var host = address.Groups["host"].Value;
        return Host().IsMatch(host) && IsNormal(host) && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? null : Sentence.Of("refused.host");
    }

    // Half of a surrogate pair has no normal form, and is no letter.
    private static bool IsNormal(string host) => host.IsNormalized(NormalizationForm.FormKC);

    // Uri mends what it reads; what is stored must need no mending.
    [GeneratedRegex(@"^https?://(?<host>[^/?#@\s""<>\\`\p{Cc}]+)([/?#][^\s""<>\\`\p{Cc}]*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^([\p{L}\p{M}\p{Nd}_-]+(\.[\p{L}\p{M}\p{Nd}_-]+)*\.?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Host();
}

/// <summary>A language tag (BCP 47, RFC 5646), such as <c>en</c>, <c>ru-RU</c> or <c>de-DE-u-co-phonebk</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class LanguageTagAttribute : RuleAttribute
{
    /// <summary>What it looks like, as a regular expression.</summary>
    public const string Expression = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?\\z";

    /// <summary>Whether the text is such a tag.</summary>
    public static bool IsTag(string text) => text.Length <= 35 && Pattern().IsMatch(text);

    /// <inheritdoc/>
    public override Sentence? Wrong(object? value, object record, TimeZoneInfo? zone) =>
        value is not string { Length: > 0 } text || IsTag(text) ? null : Sentence.Of("refused.language-tag");

    [GeneratedRegex(Expression, RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

/// <summary>A time zone of the IANA database, such as <c>Europe/Moscow</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class TimeZoneNameAttribute : RuleAttribute
{
    /// <summary>The most characters a name may have.</summary>
    public const int MaxLength = 64;

    /// <inheritdoc/>
    public override Sentence? Wrong(object? value, object record, TimeZoneInfo? zone) =>
        value is not string { Length: > 0 } text
        || (text.Length <= MaxLength && Pattern().IsMatch(text)
            && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var known) && known.HasIanaId) ? null : Sentence.Of("refused.time-zone");

    // A name is also the path of a file: it must not lead elsewhere, nor to what differs between machines.
    [GeneratedRegex("^(?!posix|right/|local|Factory)[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

/// <summary>One of a few fixed words; each of a list is.</summary>
/// <param name="words">The words, as they stand in JSON.</param>
[AttributeUsage(AttributeTargets.Property)]
public class OneOfAttribute(params string[] words) : RuleAttribute
{
    /// <summary>The words, as they stand in JSON.</summary>
    public IReadOnlyList<string> Words { get; } = words;

    /// <inheritdoc/>
    public override Sentence? Wrong(object? value, object record, TimeZoneInfo? zone) =>
        value is not string { Length: > 0 } text || Words.Contains(text) ? null : Otherwise;

    internal Sentence Otherwise => Sentence.Of("refused.one-of", string.Join(", ", Words));
}

/// <summary>Must be given where another field is not.</summary>
/// <param name="other">The name of the other property.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredWithoutAttribute(string other) : RuleAttribute
{
    /// <summary>The name of the other property.</summary>
    public string Other { get; } = other;

    /// <inheritdoc/>
    public override Sentence? Wrong(object? value, object record, TimeZoneInfo? zone) =>
        IsGiven(value) || IsGiven(record.GetType().GetProperty(Other)!.GetValue(record)) ? null : Sentence.Of("refused.one-of-two", Sentence.Field(JsonNamingPolicy.CamelCase.ConvertName(Other)));

    private static bool IsGiven(object? value) => value is string text ? !string.IsNullOrWhiteSpace(text) : value is not null;
}

/// <summary>A number that may be below zero only where its unit can be: a share, a temperature, money; a count never is.</summary>
/// <param name="unit">The name of the property that says of what it is a number.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class CountAttribute(string unit) : RuleAttribute
{
    /// <summary>The name of the property with the unit.</summary>
    public string Unit { get; } = unit;

    /// <inheritdoc/>
    public override Sentence? Wrong(object? value, object record, TimeZoneInfo? zone) =>
        value is not < 0m
        || Signed().IsMatch(record.GetType().GetProperty(Unit)!.GetValue(record) as string ?? "") ? null : Sentence.Of("refused.count");

    [GeneratedRegex(
        @"^[%‰°\p{Sc}]|^(?-i:[A-Z]{3})\b|percent|prozent|процент|point|punkt|пункт|degree|grad|градус|dollar|euro|rubl|рубл",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Signed();
}
