using System.Globalization;
using Npgsql;

namespace Timeline.Store;

/// <summary>The conditions of a query, and the values they mention, which never become part of its text.</summary>
internal sealed class Conditions
{
    private readonly List<string> _conditions = [];
    private readonly List<NpgsqlParameter> _parameters = [];

    public void Add(string condition) => _conditions.Add(condition);

    /// <summary>That of the states in a table the one is meant that holds at an instant; now, where there is none.</summary>
    /// <param name="alias">The table's name in the query.</param>
    /// <param name="asOf">The instant.</param>
    public void AddHolding(string alias, DateTimeOffset? asOf) => Add(Holds(alias, At(asOf)));

    /// <summary>The same condition, with the instant in SQL.</summary>
    public static string Holds(string alias, string? at) =>
        at is null ? $"{alias}.valid_to = 'infinity'" : $"{alias}.valid_from <= {at} and {alias}.valid_to > {at}";

    /// <summary>Takes an instant in.</summary>
    /// <returns>Its placeholder; null where there is none.</returns>
    public string? At(DateTimeOffset? asOf) => asOf is { } instant ? Parameter(instant.UtcDateTime) : null;

    /// <summary>Takes a value in.</summary>
    /// <returns>Its placeholder.</returns>
    public string Parameter<T>(T value)
    {
        _parameters.Add(Of(value));
        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}");
    }

    public NpgsqlCommand ToCommand(NpgsqlDataSource source, string sql)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.AddRange(_parameters.ToArray());
        return command;
    }

    public NpgsqlBatchCommand ToCommand(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(_parameters.ToArray());
        return command;
    }

    public static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    public override string ToString() => string.Join(" and ", _conditions);
}
