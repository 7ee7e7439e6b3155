using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Values;

/// <summary>What somebody says, as against what the entry states: never the entry's own assertion.</summary>
public sealed record Claim : IChecked
{
    /// <summary>Who says so.</summary>
    [Required]
    public By? By { get; init; }

    /// <summary>How it is said; of whom one asked in vain, that.</summary>
    [Required, OneOf("says", "confirms", "announces", "alleges", "accuses", "denies", "demands", "threatens", "promises", "warns",
        "reports", "estimates", Declined, Silent)]
    public string Verb { get; init; } = "says";

    /// <summary>What is said, in the newsroom's words.</summary>
    [MaxLength(2_000)]
    public string? Text { get; init; }

    /// <summary>What is said, word for word.</summary>
    [MaxLength(5_000)]
    public string? Quote { get; init; }

    /// <summary>The quoted words as they were spoken or written.</summary>
    [MaxLength(5_000)]
    public string? Original { get; init; }

    /// <summary>Through whom or what it reached the newsroom, such as "his lawyer".</summary>
    [MaxLength(200)]
    public string? Via { get; init; }

    /// <summary>When it was said, in EDTF, where that is not when it happened.</summary>
    [EdtfText, MaxLength(100)]
    public string? Said { get; init; }

    /// <summary>What it is said of: an entry, or a claim.</summary>
    public About? About { get; init; }

    /// <summary>Somebody was asked, and declined to comment.</summary>
    public const string Declined = "declined-to-comment";

    /// <summary>Somebody was asked, and did not respond.</summary>
    public const string Silent = "did-not-respond";

    /// <summary>Whether nothing was said, which is worth saying.</summary>
    [JsonIgnore, NotChecked]
    public bool SaysNothing => Verb is Declined or Silent;

    IEnumerable<FieldProblem> IChecked.Problems()
    {
        var said = Text ?? Quote ?? Original;
        if (SaysNothing && said is not null)
            yield return new(Text is not null ? "text" : Quote is not null ? "quote" : "original", Sentence.Of("refused.nothing-said"));
        if (!SaysNothing && said is null && (About is null || Verb is not ("denies" or "confirms")))
            yield return new("text", Sentence.Of("refused.claim-words"));
    }
}

/// <summary>
/// What a claim is said of. In JSON the id of an entry (a text), or <c>{ entry, claim }</c>, the claim by its place among those
/// of the entry; without <c>entry</c> it is one of the same entry.
/// </summary>
[JsonConverter(typeof(AboutConverter))]
public sealed record About : AboutMembers, IChecked
{
    IEnumerable<FieldProblem> IChecked.Problems() => Entry is null && Claim is null ? [new("entry", Sentence.Of("refused.about"))] : [];
}

/// <summary>An entry or a claim, as an object.</summary>
public record AboutMembers
{
    /// <summary>The entry's id; null for the same entry.</summary>
    [MaxLength(64)]
    public string? Entry { get; init; }

    /// <summary>The place of the claim among the entry's claims, from 1; null for the entry itself.</summary>
    [Range(1, CheckedField.DefaultList)]
    public int? Claim { get; init; }
}

internal sealed class AboutConverter : JsonConverter<About>
{
    public override About Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new() { Entry = reader.GetString() };
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new ValueException(Sentence.ForPrograms("give the id of an entry, or { \"entry\": …, \"claim\": … }."));
        var members = Inner.Read<AboutMembers>(ref reader, options);
        return new() { Entry = members.Entry, Claim = members.Claim };
    }

    public override void Write(Utf8JsonWriter writer, About value, JsonSerializerOptions options)
    {
        if (value is { Entry: { } entry, Claim: null })
            writer.WriteStringValue(entry);
        else
            JsonSerializer.Serialize<AboutMembers>(writer, value, options);
    }
}
