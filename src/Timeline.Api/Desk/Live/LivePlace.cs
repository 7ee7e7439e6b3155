using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Timeline.Store;
using Timeline.Store.Desk;

namespace Timeline.Api.Desk.Live;

/// <summary>What a page of the desk follows: what others do in its story.</summary>
/// <param name="Story">The story.</param>
/// <param name="Entry">The entry that the page is about; null where it is about the story.</param>
/// <param name="AtWork">Whether the editor is at work on it, which others are told.</param>
/// <param name="After">How many events of the story the page was made from, as its stream takes it.</param>
public sealed record LivePlace(string Story, string? Entry, bool AtWork, string After)
{
    /// <summary>To be asked before the page's own questions, so that what is done meanwhile is told once more and never missed.</summary>
    internal static async Task<LivePlace> OfAsync(HttpContext context, TimelineDatabase db, string story, string? entry, bool atWork) =>
        new(story, entry, atWork, Said(context, story, (await db.EventVersionsAsync([story], context.RequestAborted)).GetValueOrDefault(story)));

    /// <summary>A number of events, as pages and streams say it: to who does not see what all of them are, sealed.</summary>
    internal static string Said(HttpContext context, string story, long version)
    {
        var number = version.ToString(CultureInfo.InvariantCulture);
        return DeskRights.Of(context).SeesAll ? number : Seal(context, story).Protect(number);
    }

    /// <summary>The number of events that was said so; null where it was not.</summary>
    internal static long? Read(HttpContext context, string story, string said)
    {
        try
        {
            // A number of their own making would tell by what follows how many there are.
            var number = DeskRights.Of(context).SeesAll || said.Length == 0 ? said : Seal(context, story).Unprotect(said);
            return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static IDataProtector Seal(HttpContext context, string story) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("desk.live", story);
}
