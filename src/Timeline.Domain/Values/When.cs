using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Timeline.Domain.Dates;

namespace Timeline.Domain.Values;

/// <summary>When something happened in the world, exactly as exact as the source.</summary>
public sealed record When
{
    /// <summary>The date, time or interval in EDTF (ISO 8601-2), such as <c>2021-01-17</c> or <c>../2021-01-22</c>.</summary>
    [Required, EdtfText, MaxLength(100)]
    public string Edtf
    {
        get;
        // A copy with another text has another date.
        init => (field, _date) = (value, null);
    } = "";

    /// <summary>What a reader sees beside it, such as "by Friday evening".</summary>
    [MaxLength(200)]
    public string? Note { get; init; }

    /// <summary>The parsed date; only of a checked command or a stored event.</summary>
    [JsonIgnore, NotChecked]
    public Edtf Date => _date ??= Dates.Edtf.Parse(Edtf);

    // Read once: whoever decides on an entry, orders it or says its date asks for it again and again.
    private Edtf? _date;

    /// <summary>A date without a note.</summary>
    public static When At(string edtf) => new() { Edtf = edtf };

    /// <summary>Whether both say the same.</summary>
    public bool Equals(When? other) => other is not null && (Edtf, Note) == (other.Edtf, other.Note);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Edtf, Note);
}
