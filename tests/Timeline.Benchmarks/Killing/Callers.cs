using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Timeline.Benchmarks.Killing;

/// <summary>
/// Callers that record detentions in a few stories, half of them at either service. Half of what they send has an
/// Idempotency-Key, and is sent again until it has an answer.
/// </summary>
internal sealed class Callers(string[] stories, int seed, CancellationToken deadline)
{
    private const int Count = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Random[] _random = [.. Enumerable.Range(0, Count).Select(i => new Random((seed * Count) + i))];
    private readonly Sent?[] _again = new Sent?[Count];
    private readonly ConcurrentDictionary<string, int> _answers = new();
    private int _number;
    private int _unknown;
    private volatile bool _trouble;

    public ConcurrentQueue<Sent> All { get; } = new();

    /// <summary>Answers that must not be.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>How many answers there were of each sort.</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    /// <summary>How many 201 there were.</summary>
    public int Told => _answers.GetValueOrDefault("201");

    /// <summary>How many requests nobody knows the outcome of, repetitions counted.</summary>
    public int Unknown => _unknown;

    /// <summary>Set where a service or the database is being ended: until then every request must be told a 201.</summary>
    public bool Trouble
    {
        get => _trouble;
        set => _trouble = value;
    }

    /// <summary>Lets them write.</summary>
    /// <param name="services">Two.</param>
    /// <param name="goOn">Whether they go on after a failure; else a caller's first one is its last request.</param>
    /// <param name="stop">Ends it; each waits for the answer that it still lacks.</param>
    public Task WriteAsync(Server[] services, bool goOn, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, Count).Select(caller => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested && (await CallAsync(caller, services) == Outcome.Told || goOn))
            {
            }
        }, deadline)));

    /// <summary>Sends what was answered once more; nothing but what was told may be the answer.</summary>
    public Task RepeatAsync(Server[] services, IEnumerable<Sent> sent) => Parallel.ForEachAsync(
        sent, new ParallelOptions { MaxDegreeOfParallelism = Count, CancellationToken = deadline },
        async (one, _) => await SendAsync(services[Math.Abs(one.Headline.GetHashCode(StringComparison.Ordinal) % 2)], one));

    private async Task<Outcome> CallAsync(int caller, Server[] services)
    {
        var random = _random[caller];
        var again = _again[caller];
        var sent = again ?? Next(random);
        // What is sent again goes to both at once, and so does some other: one carries it out, and both must say the same.
        var both = sent.Key is not null && (again is not null || random.Next(8) == 0);
        var outcomes = await Task.WhenAll((both ? services : [services[caller % 2]]).Select(s => SendAsync(s, sent)));
        _again[caller] = sent.Key is not null && sent.Told is null ? sent : null;
        var worst = outcomes.FirstOrDefault(o => o != Outcome.Told);
        if (worst != Outcome.Told)
            await Task.Delay(Pause, deadline);
        return worst;
    }

    private Sent Next(Random random)
    {
        var number = Interlocked.Increment(ref _number);
        var sent = new Sent(stories[random.Next(stories.Length)], number, random.Next(2) == 0 ? $"{seed}-{number}" : null);
        All.Enqueue(sent);
        return sent;
    }

    private async Task<Outcome> SendAsync(Server service, Sent sent)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/stories/{sent.Story}/detentions")
            {
                Content = new StringContent(sent.Body, Encoding.UTF8, "application/json"),
            };
            if (sent.Key is not null)
                request.Headers.Add("Idempotency-Key", sent.Key);
            using var answer = await service.Editor.SendAsync(request, deadline);
            if (answer.StatusCode != HttpStatusCode.Created)
                return NotTold(sent, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(deadline));
            var told = (await answer.Content.ReadFromJsonAsync<Told>(deadline))!;
            Note("201");
            if (!sent.Tell(told))
                Faults.Enqueue($"told otherwise: {told}, before: {sent}");
            return Outcome.Told;
        }
        catch (HttpRequestException error)
        {
            // A body that has begun its way is never sent anew by HttpClient itself; what found nobody has not.
            var reached = error.HttpRequestError != HttpRequestError.ConnectionError;
            return Failed(sent, reached ? "no answer" : "not reached", error.Message, reached);
        }
    }

    private Outcome NotTold(Sent sent, int status, string body)
    {
        if (status is not (503 or 409) || !(body.Contains("outcome-unknown", StringComparison.Ordinal)
            || body.Contains("database-unavailable", StringComparison.Ordinal) || body.Contains("too-busy", StringComparison.Ordinal)))
        {
            Faults.Enqueue($"answered {status}: {body}, {sent}");
        }

        var unknown = body.Contains("outcome-unknown", StringComparison.Ordinal);
        return Failed(sent, unknown ? "503 outcome-unknown" : $"{status}", body, unknown);
    }

    private Outcome Failed(Sent sent, string sort, string why, bool unknown)
    {
        Note(sort);
        if (!Trouble)
            Faults.Enqueue($"without any trouble: {sort}, {why}, {sent}");
        if (!unknown)
            return Outcome.NotStored;
        sent.Lose();
        Interlocked.Increment(ref _unknown);
        return Outcome.Unknown;
    }

    private void Note(string sort) => _answers.AddOrUpdate(sort, 1, (_, n) => n + 1);
}
