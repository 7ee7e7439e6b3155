using FsCheck;
using FsCheck.Fluent;

namespace Timeline.Api.Tests.Leaks;

/// <summary>What an editor may do next; which entry it meets and how depends on what there is by then.</summary>
internal enum Op
{
    RecordOpen,
    RecordSecret,
    RecordLate,
    Correct,
    CorrectLinks,
    Hold,
    Release,
    Retract,
    Embargo,
    Lift,
    Publish,
    Key,
    Source,
    Link,
    Outcome,
}

/// <summary>One step of a script.</summary>
/// <param name="Op">What.</param>
/// <param name="Who">Picks the entry.</param>
/// <param name="Pick">Picks the rest.</param>
internal sealed record Step(Op Op, int Who, int Pick);

/// <summary>Random work in a newsroom.</summary>
internal static class Script
{
    private static readonly Gen<Step> Recording = Make(Gen.Frequency(
        (2, Gen.Constant(Op.RecordOpen)), (2, Gen.Constant(Op.RecordSecret)), (1, Gen.Constant(Op.RecordLate))));

    private static readonly Gen<Step> Editing = Make(Gen.Frequency(
        (5, Gen.Constant(Op.Correct)), (3, Gen.Constant(Op.CorrectLinks)), (2, Gen.Constant(Op.Hold)),
        (3, Gen.Constant(Op.Release)), (1, Gen.Constant(Op.Retract)), (2, Gen.Constant(Op.Embargo)),
        (2, Gen.Constant(Op.Lift)), (3, Gen.Constant(Op.Publish)), (1, Gen.Constant(Op.Key)), (1, Gen.Constant(Op.Source)),
        (4, Gen.Constant(Op.Link)), (2, Gen.Constant(Op.Outcome))));

    /// <summary>Some entries first, so that there is something to edit; then everything in turns.</summary>
    public static Gen<Step[]> Any { get; } =
        from first in Gen.ArrayOf(Recording, 5)
        from middle in Gen.ArrayOf(Editing, 15)
        from more in Gen.ArrayOf(Recording, 2)
        from last in Gen.ArrayOf(Editing, 18)
        select (Step[])[.. first, .. middle, .. more, .. last];

    private static Gen<Step> Make(Gen<Op> ops) =>
        from op in ops
        from who in Gen.Choose(0, 999)
        from pick in Gen.Choose(0, 999)
        select new Step(op, who, pick);
}
