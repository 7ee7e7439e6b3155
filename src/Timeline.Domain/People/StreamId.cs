using Timeline.Domain.Values;

namespace Timeline.Domain.People;

/// <summary>
/// The names of streams: a story's is its slug, a person's has a mark before the id that no slug has. Here alone they are told apart.
/// </summary>
public static class StreamId
{
    private const string Mark = "person:";

    /// <summary>The stream of a person or body.</summary>
    public static string OfPerson(string person) => Mark + person;

    /// <summary>The person whose stream it is; null where it is a story's.</summary>
    public static string? PersonOf(string stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.StartsWith(Mark, StringComparison.Ordinal) ? stream[Mark.Length..] : null;
    }

    /// <summary>Whether there can be a stream of that name.</summary>
    public static bool IsOne(string stream) => SlugAttribute.IsSlug(PersonOf(stream) ?? stream);

    /// <summary>The stream that an event names itself; null where it names none, and may be in any story's.</summary>
    public static string? NamedBy(StoryEvent @event) => @event switch
    {
        StoryOpened opened => opened.Id,
        PersonEvent of => OfPerson(of.Person),
        _ => null,
    };
}
