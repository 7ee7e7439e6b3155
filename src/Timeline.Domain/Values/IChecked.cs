namespace Timeline.Domain.Values;

/// <summary>A value with rules between its fields, which no attribute can say.</summary>
public interface IChecked
{
    /// <summary>What is wrong with it, each problem by the name of the value's own field.</summary>
    IEnumerable<FieldProblem> Problems();
}
