using Npgsql;

namespace Timeline.Store.Projections;

/// <summary>
/// Adds to tables that an older version made the columns that came since, as they stand in the scripts: with their default, or
/// else with a value that says nothing, so that queries of this version can read rows of that one until <see cref="Upgrade"/>
/// makes them anew.
/// </summary>
internal static class NewColumns
{
    /// <summary>Adds them, in the caller's transaction.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        // What the tables ought to be is seen on new ones.
        var model = schema + "_model";
        await connection.RunAsync($"drop schema if exists \"{model}\" cascade; create schema \"{model}\"", ct);
        await ReadModels.MakeAsync(connection, model, ReadModels.Tables, ct);
        foreach (var change in await MissingAsync(connection, schema, model, ct))
            await connection.RunAsync(change, ct);
        await connection.RunAsync($"drop schema \"{model}\" cascade", ct);
    }

    private static async Task<List<string>> MissingAsync(
        NpgsqlConnection connection, string schema, string model, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($$"""
            select format('alter table "{{schema}}".%I add column %I %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod))
              || case when a.attnotnull then ' not null' else '' end
              || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), case when a.attnotnull then format(' default %L', case
                   when t.typcategory = 'A' or t.typname in ('json', 'jsonb') then '{}'
                   when t.typcategory = 'B' then 'false'
                   when t.typcategory = 'N' then '0'
                   when t.typcategory = 'D' then '-infinity'
                   else ''
                 end) end, '')
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = '"{{model}}"'::regnamespace
            join pg_type t on t.oid = a.atttypid
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where a.attnum > 0 and not a.attisdropped and not exists (
              select from pg_attribute b
              where b.attrelid = to_regclass(format('"{{schema}}".%I', c.relname)) and b.attname = a.attname and not b.attisdropped)
            order by c.relname, a.attnum
            """, connection);
        return await command.AllAsync(row => row.GetString(0), ct);
    }
}
