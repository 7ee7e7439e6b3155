using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Values;

/// <summary>A picture or recording.</summary>
public sealed record Media : IChecked
{
    /// <summary>How it was made where nothing is said: by a camera, of what the entry tells.</summary>
    public const string Photo = "photo";

    /// <summary>Its address: of another site's, where the newsroom may show it, or <c>/pictures/…</c>, below the service's own
    /// address, of one that was uploaded.</summary>
    [WebAddress(OrPicture = true), MaxLength(2_000)]
    public string? Url { get; init; }

    /// <summary>What it shows, for those who cannot see it.</summary>
    [Required, MaxLength(500)]
    public string Alt { get; init; } = "";

    /// <summary>The caption under it.</summary>
    [MaxLength(1_000)]
    public string? Caption { get; init; }

    /// <summary>Whom readers are told that it is from; of one that was uploaded it must be given.</summary>
    [MaxLength(200)]
    public string? Credit { get; init; }

    /// <summary>Who made it.</summary>
    [MaxLength(200)]
    public string? Creator { get; init; }

    /// <summary>Who holds the rights, as its maker says so.</summary>
    [MaxLength(300)]
    public string? Copyright { get; init; }

    /// <summary>On what terms it may be shown: words, or an address.</summary>
    [MaxLength(300)]
    public string? Licence { get; init; }

    /// <summary>How it was made.</summary>
    [OneOf(Photo, "archive", "illustration", "ai")]
    public string? Made { get; init; }

    /// <summary>It is covered until a reader asks to see it.</summary>
    public bool? Graphic { get; init; }

    /// <summary>Until when it may be shown; one that was uploaded is not sent to the public after it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How wide it is, in pixels.</summary>
    [Range(1, 100_000)]
    public int? Width { get; init; }

    /// <summary>How high it is, in pixels.</summary>
    [Range(1, 100_000)]
    public int? Height { get; init; }

    IEnumerable<FieldProblem> IChecked.Problems()
    {
        if (PictureName.Of(Url) is not null && TextChecks.IsBlank(Credit ?? ""))
            yield return new("credit", Sentence.Of("refused.credit"));
    }
}

/// <summary>
/// The name of a picture that was uploaded: the SHA-256 of its file in hexadecimal, and the file's ending. So it names the very
/// bytes, and nobody finds one who was not told of it.
/// </summary>
public static partial class PictureName
{
    /// <summary>What stands before it in addresses.</summary>
    public const string Path = "/pictures/";

    /// <summary>Whether a text is such a name.</summary>
    public static bool IsOne(string text) => Pattern().IsMatch(text);

    /// <summary>The name in an address; null where it is the address of something else.</summary>
    public static string? Of(string? address) =>
        address?.StartsWith(Path, StringComparison.Ordinal) is true && address[Path.Length..] is var name && IsOne(name) ? name : null;

    [GeneratedRegex(@"^[0-9a-f]{64}\.(jpg|webp)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
