using Marten.Services.Json.Transformations;
using Timeline.EventLog;

namespace Timeline.Marten;

/// <summary>How Marten reads events that another application may have stored.</summary>
/// <remarks>
/// As upcasters, which leave an event as it is: only for those the alias decides what it is, and not the class that the row
/// names. And what fails in an upcaster makes one event unreadable, which Marten's daemon comes past; what fails in the
/// columns that it reads next would stop the daemon.
/// </remarks>
internal static class Rows
{
    /// <summary>Reads an event of a type, where the whole row can be read.</summary>
    public static JsonTransformation As(Type type) => new(
        (serializer, row, data) => serializer.FromJson(type, row, data),
        async (serializer, row, data, ct) =>
        {
            var recorded = await row.GetFieldValueAsync<DateTimeOffset>(row.GetOrdinal("timestamp"), ct);
            if (!StoredEvent.IsInstant(recorded))
                throw new InvalidDataException("It was recorded at no instant.");
            var headers = row.GetOrdinal("headers");
            if (!await row.IsDBNullAsync(headers, ct))
                await serializer.FromJsonAsync<Dictionary<string, object>>(row, headers, ct);
            return await serializer.FromJsonAsync(type, row, data, ct);
        });
}
