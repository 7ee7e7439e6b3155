using Timeline.Domain.Dates;

namespace Timeline.Domain.Overviews;

/// <summary>What is known of when something happened, and so how it is drawn on a time axis.</summary>
public enum MarkForm
{
    /// <summary>At that time: a dot.</summary>
    Instant,

    /// <summary>On that day: a solid bar of its width.</summary>
    Day,

    /// <summary>It lasted from one to the other: a thin bar with caps.</summary>
    Span,

    /// <summary>Once, between the two: a bar that fades at both ends, a ring in its middle.</summary>
    Between,

    /// <summary>Once, by then: a bar that fades in and ends at a cap.</summary>
    By,

    /// <summary>Once, then or later: a cap, and a bar that fades out.</summary>
    After,

    /// <summary>It went on from then: a cap, and a thin bar that fades out.</summary>
    Since,

    /// <summary>It went on until then: a thin bar that fades in, and a cap.</summary>
    Until,
}

/// <summary>A date as a shape on a time axis.</summary>
/// <param name="Form">What is known of it.</param>
/// <param name="From">The first second that it allows, from 1970; null where open or unknown.</param>
/// <param name="To">The second after the last that it allows; null where open or unknown.</param>
/// <param name="IsApproximate">It is "about" then.</param>
/// <param name="IsUncertain">It is perhaps then.</param>
internal readonly record struct MarkShape(MarkForm Form, long? From, long? To, bool IsApproximate, bool IsUncertain)
{
    public static MarkShape Of(Edtf date, TimeZoneInfo zone)
    {
        var extent = date.Extent;
        var bounds = date.Bounds(zone);
        var form = (extent.Start, extent.End) switch
        {
            (null, _) => extent.IsOneMoment ? MarkForm.By : MarkForm.Until,
            (_, null) => extent.IsOneMoment ? MarkForm.After : MarkForm.Since,
            ({ } a, { } b) when a != b => extent.IsOneMoment ? MarkForm.Between : MarkForm.Span,
            ({ HasTime: true }, _) => MarkForm.Instant,
            ({ Form: Dates.Form.Day }, _) => MarkForm.Day,
            // "In 2014" is one moment of that year, and not all of it.
            _ => MarkForm.Between,
        };
        return new(form, bounds.Earliest?.UnixSeconds, bounds.Latest?.UnixSeconds + 1,
            extent.Start?.Approximate is true || extent.End?.Approximate is true,
            extent.Start?.Uncertain is true || extent.End?.Uncertain is true);
    }
}
