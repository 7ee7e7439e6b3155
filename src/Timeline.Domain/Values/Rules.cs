using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using Timeline.Domain.Dates;

namespace Timeline.Domain.Values;

/// <summary>A date or time in EDTF, levels 0 and 1 (ISO 8601-2:2019).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EdtfTextAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is not string { Length: > 0 } text || Edtf.TryParse(text, out _, out var error)
            ? ValidationResult.Success
            : new ValidationResult(error);
}

/// <summary>An id that can stand in a URL: lower-case letters a-z, digits and single hyphens; 1 to 64 characters.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class SlugAttribute : ValidationAttribute
{
    /// <summary>The most characters an id may have.</summary>
    public const int MaxLength = 64;

    /// <summary>Whether the text is such an id.</summary>
    public static bool IsSlug(string text) => text.Length <= MaxLength && Pattern().IsMatch(text);

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is not string { Length: > 0 } text || IsSlug(text)
            ? ValidationResult.Success
            : new ValidationResult(
                "use 1 to 64 lower-case letters a-z, digits and single hyphens, such as alexei-navalny.");

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$(?<!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

/// <summary>An absolute http or https address.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WebAddressAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is not string { Length: > 0 } text
        || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0
            && uri.UserInfo.Length == 0)
            ? ValidationResult.Success
            : new ValidationResult("give a full address that begins with https:// or http://.");

}

/// <summary>A language tag (BCP 47), such as <c>en</c> or <c>ru-RU</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class LanguageTagAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is not string { Length: > 0 } text || Pattern().IsMatch(text)
            ? ValidationResult.Success
            : new ValidationResult("give a language tag (BCP 47) such as en, de or ru-RU.");

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$(?<!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

/// <summary>A time zone of the IANA database, such as <c>Europe/Moscow</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeZoneNameAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is not string { Length: > 0 } text
        || (text.Length <= 64 && text.All(char.IsAscii) && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone)
            && zone.HasIanaId)
            ? ValidationResult.Success
            : new ValidationResult("give a time zone of the IANA database, such as Europe/Moscow or UTC.");
}

/// <summary>One of a few fixed words.</summary>
/// <param name="words">The words, as they stand in JSON.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(params string[] words) : ValidationAttribute
{
    /// <summary>The words, as they stand in JSON.</summary>
    public IReadOnlyList<string> Words { get; } = words;

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is not string { Length: > 0 } text || Words.Contains(text)
            ? ValidationResult.Success
            : new ValidationResult(string.Create(
                CultureInfo.InvariantCulture, $"use one of: {string.Join(", ", Words)}."));
}
