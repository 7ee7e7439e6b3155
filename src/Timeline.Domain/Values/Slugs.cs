using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Timeline.Domain.Values;

/// <summary>
/// Ids made of names (<see cref="SlugAttribute"/>): in Latin letters where we can write them so, with a digest beside what we cannot. Of one
/// name the desk and an import make the same, so that one person is one.
/// </summary>
public static partial class Slugs
{
    private static readonly Dictionary<char, string> Latin = new()
    {
        ['а'] = "a",
        ['б'] = "b",
        ['в'] = "v",
        ['г'] = "g",
        ['д'] = "d",
        ['е'] = "e",
        ['ё'] = "yo",
        ['ж'] = "zh",
        ['з'] = "z",
        ['и'] = "i",
        ['й'] = "y",
        ['к'] = "k",
        ['л'] = "l",
        ['м'] = "m",
        ['н'] = "n",
        ['о'] = "o",
        ['п'] = "p",
        ['р'] = "r",
        ['с'] = "s",
        ['т'] = "t",
        ['у'] = "u",
        ['ф'] = "f",
        ['х'] = "kh",
        ['ц'] = "ts",
        ['ч'] = "ch",
        ['ш'] = "sh",
        ['щ'] = "shch",
        ['ъ'] = "",
        ['ы'] = "y",
        ['ь'] = "",
        ['э'] = "e",
        ['ю'] = "yu",
        ['я'] = "ya",
        ['і'] = "i",
        ['ї'] = "i",
        ['є'] = "ye",
        ['ґ'] = "g",
        ['ß'] = "ss",
        ['ł'] = "l",
        ['ø'] = "o",
        ['đ'] = "d",
        ['ı'] = "i",
        ['æ'] = "ae",
        ['œ'] = "oe",
    };

    /// <summary>The id; empty where the name has neither letter nor digit.</summary>
    public static string Of(string name)
    {
        var (whole, latin) = (name.Trim().ToLowerInvariant().Normalize(NormalizationForm.FormC), new StringBuilder());
        foreach (var letter in whole)
            latin.Append(Latin.TryGetValue(letter, out var written) ? written : $"{letter}");
        var plain = string.Concat(latin.ToString().Normalize(NormalizationForm.FormD)
            .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark));
        var slug = Others().Replace(plain, "-").Trim('-');
        // Letters that we cannot write in Latin tell names apart all the same.
        var apart = plain.Any(c => char.IsLetterOrDigit(c) && !char.IsAscii(c)) ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)).AsSpan(0, 5)) : "";
        var room = SlugAttribute.MaxLength - (apart.Length > 0 ? apart.Length + 1 : 0);
        return $"{(slug.Length <= room ? slug : slug[..room].TrimEnd('-'))}-{apart}".Trim('-');
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Others();
}
