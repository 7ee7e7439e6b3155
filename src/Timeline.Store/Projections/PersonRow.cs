using System.Text.Json;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Store.Search;

namespace Timeline.Store.Projections;

/// <summary>A state of a person or body, as a row of <c>tl_people</c>.</summary>
internal static class PersonRow
{
    /// <summary>Writes the columns' values of a state that holds from the person's last change on.</summary>
    public static void Write(Utf8JsonWriter json, RegisteredPerson person)
    {
        json.WriteString("stream", StreamId.OfPerson(person.Id));
        json.WriteString("person", person.Id);
        json.WriteString("valid_from", person.UpdatedAt);
        json.WriteBoolean("visible", person.IsPublic);
        json.WriteBoolean("awaits", person.AwaitsMention);
        json.WriteString("merged", person.MergedInto);
        json.WriteString("search", SearchVector.Of([.. NamesOf(person.Record).Select(n => (n, SearchWeight.B))]));
        json.WritePropertyName("state");
        JsonSerializer.Serialize(json, person, DomainJson.Stored);
    }

    /// <summary>Reads a state back.</summary>
    public static RegisteredPerson Read(string state) => JsonSerializer.Deserialize<RegisteredPerson>(state, DomainJson.Stored)!;

    private static IEnumerable<string> NamesOf(PersonRecord record) =>
        record.Names.Select(n => n.Name).Prepend(record.Shown).Where(n => n.Length > 0).Distinct();
}
