using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Live;

/// <summary>Editorial commands, whatever the entry's state.</summary>
internal static class Editing
{
    public static Task RetractAsync(TestService service, string entry) =>
        PostAsync(service, entry, "retraction", new { reason = "It was wrong." });

    public static Task CorrectAsync(TestService service, string entry, string headline, string story = "story") =>
        PostAsync(service, entry, "corrections", new { @class = "correction", wrong = "The headline.", changes = new { headline } }, story);

    public static Task PostAsync(TestService service, string entry, string what, object body, string story = "story") =>
        service.StoreAsync(story, entry, what, body, "*");
}
