using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Chronology;
using Timeline.EventLog;
using Wolverine;
using Command = Timeline.Domain.Command;

namespace Timeline.Marten;

/// <summary>Sends commands through Wolverine and waits for what becomes of them.</summary>
internal sealed class MartenNewsroom(
    IServiceScopeFactory scopes, MartenDesk desk, EventStore log, Announcements announcements) : INewsroom, IDisposable
{
    // Commands on one story take turns within the node, so that only other nodes can win a race against them. Two stories
    // may share a turn; then one waits where it need not.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    public async Task<CommandResult> ExecuteAsync(string story, Command command, Submission by, CancellationToken ct = default)
    {
        var turn = _turns[(uint)story.GetHashCode(StringComparison.Ordinal) % _turns.Length];
        await turn.WaitAsync(ct);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var bus = scope.ServiceProvider.GetRequiredService<IMessageBus>();
            var outcome = await bus.InvokeAsync<Outcome>(new CarryOut(story, command, by, EntryId.New()), ct);
            if (outcome.Result is not CommandResult.Stored stored)
                return await desk.SettleAsync(by, story, outcome.Result, ct);

            if (stored.Position > 0)
                return stored;

            // This node's readers must see it with the answer; the others hear of it by the outbox (StoryChanged).
            announcements.Announce(story);
            var position = outcome.Position();
            return stored with { Position = position > 0 ? position : await PositionAsync(story, stored.Version, ct) };
        }
        catch (UnreadableEventException error)
        {
            return Refusals.Stopped(error);
        }
        catch (Exception error) when (Refusals.Of(Race.Refusal(error)) is { } refusal)
        {
            return refusal;
        }
        catch (Exception error) when (Race.IsLost(error))
        {
            // The clock was corrected at each attempt; what the story has recorded cannot be.
            return Race.Refusal(error) is { SqlState: SqlStates.ClockSkew, Hint: { } clock }
                ? Refusals.ClockBehind(DateTimeOffset.Parse(clock, CultureInfo.InvariantCulture))
                : Refusals.TooBusy;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => Array.ForEach(_turns, turn => turn.Dispose());

    // Marten tells the positions of what it appends to a stream, but not of what it starts one with.
    private async Task<long> PositionAsync(string story, long version, CancellationToken ct)
    {
        await foreach (var stored in log.ReadStreamAsync(story, version, version, ct))
            return stored.Position;
        return 0;
    }
}
