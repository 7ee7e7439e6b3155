namespace Timeline.Domain.TakeDowns;

/// <summary>The fields of a stored event's data, one by one as they are signed and taken down: its members, but of <c>body</c> and <c>changes</c> theirs.
/// A field's name is a JSON Pointer (RFC 6901).</summary>
public static class EventField
{
    /// <summary>Whether the fields are what a member of the data has, and not that member.</summary>
    public static bool IsByMember(ReadOnlySpan<char> member) => member is "body" or "changes";

    /// <summary>What a member adds to the name of what it is of.</summary>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.AsSpan().ContainsAny('~', '/')
            ? "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) : "/" + name;
    }

    /// <summary>The names of the members that lead to a field.</summary>
    internal static string[] Path(string pointer) =>
        [.. pointer.Split('/').Skip(1).Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
}
