using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain;

/// <summary>Rules between the fields that all kinds have.</summary>
internal static class EntryRules
{
    public static IEnumerable<FieldProblem> Problems(EntryBody body)
    {
        for (var i = 0; i < body.Figures.Count; i++)
        {
            if (body.Figures[i] is { What: null, Unit: null })
                yield return new($"figures[{i}].what", Sentence.Of("refused.figure-what"));
        }

        // Nobody is named who could be the same.
        if (body.People.Count == 0)
            yield break;

        foreach (var (field, by) in Authors(body))
        {
            foreach (var author in by.Authors)
            {
                if (author.Unnamed?.Unnamed is { } name && body.People.Any(p => IsName(p, name)))
                {
                    yield return new(field, Sentence.Of("refused.unnamed-named", name));
                    break;
                }
            }
        }
    }

    private static IEnumerable<(string Field, By By)> Authors(EntryBody body)
    {
        foreach (var (field, claim) in Mentions.Claims(body))
            yield return ($"{field}.by", claim.By!);
        for (var i = 0; i < body.Figures.Count; i++)
            yield return ($"figures[{i}].by", body.Figures[i].By!);
        foreach (var field in KindList.Of(body).Fields)
        {
            foreach (var (path, figure) in field.Type == FieldType.Figure ? field.Given<Figure>(body) : [])
                yield return ($"{path}.by", figure.By!);
        }
    }

    private static bool IsName(Person person, string text) =>
        text.Trim() is var name && (name.Equals(person.Name, StringComparison.OrdinalIgnoreCase)
            || name.Equals(person.NativeName, StringComparison.OrdinalIgnoreCase) || name == person.Id);
}
