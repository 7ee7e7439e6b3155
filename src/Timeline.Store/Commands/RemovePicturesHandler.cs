using Timeline.Store.Pictures;
using Wolverine.Runtime.Handlers;

namespace Timeline.Store.Commands;

/// <summary>Removes pictures.</summary>
public static class RemovePicturesHandler
{
    /// <summary>Called by Wolverine.</summary>
    public static void Configure(HandlerChain chain) => chain.TryForEver();

    /// <summary>Called by Wolverine.</summary>
    public static async Task HandleAsync(RemovePictures message, TimelineDatabase database, PictureFolder pictures, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(pictures);
        foreach (var name in message.Named)
            pictures.Remove(name, message.Face);
        foreach (var name in await database.UnusedPicturesAsync(message.Shown, ct))
            pictures.Remove(name, null);
    }
}
