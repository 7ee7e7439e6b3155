using System.Reflection;

namespace Timeline.Store.Log;

/// <summary>
/// One statement or function in a named file. It must do no harm when it runs again, and may say <c>{schema}</c>
/// for the quoted schema name.
/// </summary>
/// <param name="Name">The file's name.</param>
/// <param name="Text">SQL.</param>
public sealed record SqlScript(string Name, string Text)
{
    /// <summary>The <c>.sql</c> files embedded in <paramref name="assembly"/>, in the order of their names.</summary>
    /// <param name="assembly">Where to look.</param>
    /// <param name="prefix">Only resources whose name starts so, e.g. <c>Timeline.Chronology.Sql.</c></param>
    public static IReadOnlyList<SqlScript> FromAssembly(Assembly assembly, string prefix)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new SqlScript(name[prefix.Length..], Read(assembly, name)))];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
