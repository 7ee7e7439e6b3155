using Npgsql;

namespace Timeline.Store;

/// <summary>One statement or function in a named file. It must do no harm when it runs again.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Text">SQL; it may say <c>{schema}</c> for the quoted schema name, <c>{version}</c> for the read models', and
/// <c>{skew}</c> for <see cref="ClockSkew.Most"/>.</param>
internal sealed record SqlScript(string Name, string Text)
{
    /// <summary>The <c>.sql</c> files of this assembly under a prefix, in the order of their names.</summary>
    public static IReadOnlyList<SqlScript> In(string prefix)
    {
        var assembly = typeof(SqlScript).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal)
                && name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new SqlScript(name[prefix.Length..], Read(name)))];

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }
}

/// <summary>Single statements on an open connection.</summary>
internal static class ConnectionExtensions
{
    public static async Task RunAsync(this NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<T> AskAsync<T>(this NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }
}

/// <summary>What PostgreSQL said, which Marten and Weasel wrap.</summary>
internal static class Failures
{
    /// <summary>Whether PostgreSQL will refuse it again, because of what it says: a value, a constraint, a limit.</summary>
    public static bool RefusesContent(this PostgresException error) => error.SqlState[..2] is "22" or "23" or "54";

    /// <summary>Whether the way to PostgreSQL is to blame, or the server that ends it.</summary>
    public static bool BreaksConnection(this Exception error) =>
        error.Within<NpgsqlException>() is not null || error.Within<TimeoutException>() is not null || error.Within<IOException>() is not null;

    /// <summary>The exception of that type: itself, or what it wraps; else null.</summary>
    public static T? Within<T>(this Exception error)
        where T : Exception
    {
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found)
                return found;
        }

        return null;
    }
}

/// <summary>What our own functions raise.</summary>
internal static class SqlStates
{
    /// <summary><c>tl_write</c>; HINT: the server's clock.</summary>
    public const string ClockSkew = "TL003";

    /// <summary><c>tl_write</c>; HINT: the story.</summary>
    public const string StoryMoved = "TL005";
}
