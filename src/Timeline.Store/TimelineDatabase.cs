using Npgsql;

namespace Timeline.Store;

/// <summary>The PostgreSQL database that everything is in.</summary>
/// <param name="source">Connections to it; whoever made them disposes of them.</param>
/// <param name="schema">The schema of the events and the read models: a plain identifier, without quotes.</param>
public sealed class TimelineDatabase(NpgsqlDataSource source, string schema = "timeline")
{
    /// <summary>Connections to it.</summary>
    public NpgsqlDataSource Source => source;

    /// <summary>The schema of Marten's tables (<c>mt_*</c>) and of the read models (<c>tl_*</c>).</summary>
    public string Schema => schema;

    /// <summary>The schema as SQL says it.</summary>
    internal string Quoted { get; } = $"\"{schema}\"";
}
