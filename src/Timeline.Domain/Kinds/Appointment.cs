using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Somebody was nominated, appointed or confirmed to an office.</summary>
[Kind("appointment", "appointments", AlsoCalled = "appoint nominate name elect promote")]
public sealed record Appointment : EntryBody, IKind<Appointment>
{
    /// <summary>Who is appointed.</summary>
    [Required]
    public Who? Appointee { get; init; }

    /// <summary>To what office.</summary>
    [MaxLength(200)]
    public string? Office { get; init; }

    /// <summary>Of which body.</summary>
    public Who? Body { get; init; }

    /// <summary>By whom.</summary>
    [Label("Appointed by")]
    public Who? By { get; init; }

    /// <summary>How.</summary>
    [OneOf("nominated", "appointed", "confirmed", "acting", "reinstated")]
    public string? Manner { get; init; }

    /// <summary>From when, in EDTF.</summary>
    [Label("In office from"), EdtfText, MaxLength(100)]
    public string? From { get; init; }

    /// <summary>Whose place they take.</summary>
    public Who? Succeeds { get; init; }

    /// <inheritdoc/>
    public static Appointment Example => new()
    {
        When = When.At("2019-03-15"),
        Headline = "Economist becomes acting transport minister",
        People = [new() { Id = "davor-lind", Name = "Davor Lind", Role = "subject", As = "acting minister" }],
        Places = ["Veldania"],
        Appointee = "davor-lind",
        Office = "minister of transport",
        By = "Prime Minister of Veldania",
        Manner = "acting",
        From = "2019-03-18",
        Succeeds = "Mara Tolven",
    };
}
