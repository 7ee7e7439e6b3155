using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;

namespace Timeline.Api.Desk;

/// <summary>What was done, as the desk's histories say it in the editor's language.</summary>
internal static class EventNames
{
    /// <summary>The name of an event, by its alias.</summary>
    public static string Of(Language words, string alias) =>
        KindList.All.FirstOrDefault(k => k.Alias == alias) is { } kind ? words.Say("desk.event-recorded", words.Kind(kind))
            : words.Find("desk.event-" + alias) ?? Labels.Of(alias.Replace('_', '-'));
}
