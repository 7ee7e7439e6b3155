using System.Globalization;
using Npgsql;

namespace Timeline.Store.Queries;

/// <summary>The conditions of a query, and the values they mention, which never become part of its text.</summary>
internal sealed class Conditions
{
    private readonly List<string> _conditions = [];
    private readonly List<NpgsqlParameter> _parameters = [];

    public void Add(string condition) => _conditions.Add(condition);

    /// <summary>The placeholder of a value.</summary>
    public string Parameter<T>(T value)
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}");
    }

    public NpgsqlCommand Command(NpgsqlDataSource source, string sql)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.AddRange(_parameters.ToArray());
        return command;
    }

    public NpgsqlBatchCommand Command(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(_parameters.ToArray());
        return command;
    }

    public override string ToString() => string.Join(" and ", _conditions);
}
