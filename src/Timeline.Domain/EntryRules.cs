using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain;

/// <summary>Rules between the fields that all kinds have.</summary>
internal static class EntryRules
{
    public static IEnumerable<FieldProblem> Problems(EntryBody body)
    {
        foreach (var (i, figure) in body.Figures.Index())
        {
            if (figure.What is null && figure.Unit is null)
                yield return new($"figures[{i}].what", Sentence.Of("refused.figure-what"));
        }

        foreach (var (field, by) in Authors(body))
        {
            var name = by.Authors.Select(a => a.Unnamed?.Unnamed).OfType<string>().FirstOrDefault(text => body.People.Any(p => IsName(p, text)));
            if (name is not null)
                yield return new(field, Sentence.Of("refused.unnamed-named", name));
        }
    }

    private static IEnumerable<(string Field, By By)> Authors(EntryBody body) =>
        Mentions.Claims(body).Select(c => (c.Field + ".by", c.Claim.By!))
            .Concat(body.Figures.Select((f, i) => ($"figures[{i}].by", f.By!)))
            .Concat(KindList.Of(body).Fields.Where(f => f.Type == FieldType.Figure).SelectMany(f => f.Given<Figure>(body))
                .Select(own => ($"{own.Path}.by", own.Item.By!)));

    private static bool IsName(Person person, string text) =>
        text.Trim() is var name && (name.Equals(person.Name, StringComparison.OrdinalIgnoreCase)
            || name.Equals(person.NativeName, StringComparison.OrdinalIgnoreCase) || name == person.Id);
}
