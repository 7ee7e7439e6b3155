using System.Threading.Channels;
using Npgsql;
using Timeline.Store;
using Timeline.Store.Desk;

namespace Timeline.Api.Desk.Live;

/// <summary>What a page of the desk is told: a change, or everybody who is at work in the story just now.</summary>
/// <param name="Change">The change; null where it is not about one.</param>
/// <param name="Present">Who is at work; null where it is not about that.</param>
internal sealed record DeskNews(JustChanged? Change, IReadOnlyList<Present>? Present);

/// <summary>
/// The stories that pages of the desk look at on this node. While there are any, one look a second at the database tells all of
/// them what is done, here and on other nodes, whether the public sees it or not; where there are none, nothing is asked.
/// </summary>
internal sealed class DeskRooms(TimelineDatabase db, IHostApplicationLifetime lifetime)
{
    private const int MostWaiting = 64;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _looking;

    /// <summary>Follows a story until the seat is disposed of.</summary>
    /// <param name="story">The story.</param>
    /// <param name="after">How many of its events are known: those after it that nobody has been told of yet will be told.</param>
    public Seat Join(string story, long after)
    {
        lock (_gate)
        {
            if (!_rooms.TryGetValue(story, out var room))
                _rooms[story] = room = new() { Version = after };
            // A page that is older than the others has all told again that it may have missed; the others know it by its version.
            room.Version = Math.Min(room.Version, after);
            var seat = new Seat(this, story);
            room.Seats.Add(seat);
            if (room.Present.Count > 0)
                seat.Tell(new(null, room.Present));
            if (!_looking)
            {
                _looking = true;
                _ = Task.Run(LookAsync, CancellationToken.None);
            }

            return seat;
        }
    }

    private async Task LookAsync()
    {
        while (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            string[] stories;
            lock (_gate)
            {
                stories = [.. _rooms.Keys];
                if (stories.Length == 0)
                {
                    _looking = false;
                    return;
                }
            }

            try
            {
                await TellAsync(stories, lifetime.ApplicationStopping);
                await Task.Delay(Pause, lifetime.ApplicationStopping);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                await Task.Delay(Pause * 5, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task TellAsync(string[] stories, CancellationToken ct)
    {
        var present = (await db.PresentAsync(stories, ct)).ToLookup(p => p.Story);
        foreach (var (story, version) in await db.EventVersionsAsync(stories, ct))
        {
            long known;
            lock (_gate)
            {
                if (!_rooms.TryGetValue(story, out var room))
                    continue;
                known = room.Version;
                List<Present> here = [.. present[story]];
                if (!here.SequenceEqual(room.Present))
                {
                    room.Present = here;
                    room.Tell(new(null, here));
                }
            }

            if (version == known)
                continue;
            var changes = version > known ? await db.JustChangedAsync(story, known, ct) : [];
            lock (_gate)
            {
                if (!_rooms.TryGetValue(story, out var room))
                    continue;
                if (room.Version == known)
                    room.Version = version;
                foreach (var change in changes)
                    room.Tell(new(change, null));
            }
        }
    }

    private void Leave(Seat seat, string story)
    {
        lock (_gate)
        {
            if (_rooms.TryGetValue(story, out var room) && room.Seats.Remove(seat) && room.Seats.Count == 0)
                _rooms.Remove(story);
        }
    }

    private sealed class Room
    {
        public HashSet<Seat> Seats { get; } = [];

        public long Version { get; set; }

        public List<Present> Present { get; set; } = [];

        public void Tell(DeskNews news)
        {
            foreach (var seat in Seats)
                seat.Tell(news);
        }
    }

    /// <summary>A page's place: what it is told waits here, the oldest given up where it takes nothing.</summary>
    public sealed class Seat(DeskRooms rooms, string story) : IDisposable
    {
        private readonly Channel<DeskNews> _news =
            Channel.CreateBounded<DeskNews>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

        public ChannelReader<DeskNews> News => _news.Reader;

        public void Tell(DeskNews news) => _news.Writer.TryWrite(news);

        public void Dispose() => rooms.Leave(this, story);
    }
}
