using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Http;

namespace Timeline.Api.Tests.Caching;

/// <summary>What is made once, and read once, for all who ask the same.</summary>
public sealed class LastingAnswersTests : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly LastingAnswers<string> _answers = new(3_000);
    private readonly List<string> _made = [];

    public LastingAnswersTests()
    {
        var services = new ServiceCollection().AddLogging();
        Compression.Add(services);
        _services = services.BuildServiceProvider();
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Of_twenty_who_ask_at_once_the_first_has_it_made_for_all()
    {
        var gate = new TaskCompletionSource();
        var all = Enumerable.Range(0, 20).Select(_ => AskAsync("a", gate.Task)).ToList();
        gate.SetResult();

        Assert.All(await Task.WhenAll(all), sent => Assert.Equal(500, sent));
        Assert.Equal(["a"], _made);
    }

    [Fact]
    public async Task What_fails_is_made_for_the_next_and_each_encoding_for_itself()
    {
        await Assert.ThrowsAsync<IOException>(() => AskAsync("a", Task.FromException(new IOException())));
        Assert.Equal(2_000, await AskAsync("a", length: 2_000));
        Assert.InRange(await AskAsync("a", length: 2_000, accept: "br"), 1, 1_000);
        Assert.InRange(await AskAsync("a", length: 2_000, accept: "br, gzip"), 1, 1_000);

        Assert.Equal(["a", "a"], _made);
    }

    [Fact]
    public async Task What_takes_long_keeps_nobody_waiting_who_asks_for_something_else()
    {
        var gate = new TaskCompletionSource();
        var slow = AskAsync("a", gate.Task);

        await AskAsync("b").WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Assert.False(slow.IsCompleted);
        gate.SetResult();
        await slow;
        Assert.Equal(["b", "a"], _made);
    }

    [Fact]
    public async Task Who_has_waited_long_enough_makes_it_beside()
    {
        var (turns, gate) = (new Turns<string>(TimeSpan.FromMilliseconds(20)), new TaskCompletionSource<int>());
        var slow = turns.TakeAsync("a", () => gate.Task, TestContext.Current.CancellationToken);

        Assert.Equal(2, await turns.TakeAsync("a", () => Task.FromResult(2), TestContext.Current.CancellationToken));

        gate.SetResult(1);
        Assert.Equal(1, await slow);
    }

    [Fact]
    public async Task Who_comes_while_a_question_is_answered_shares_the_next_answer_and_a_failure_is_no_more_than_that()
    {
        var asked = new List<TaskCompletionSource<int>>();
        var begun = new SemaphoreSlim(0);
        var together = new AskedTogether<int>(() =>
        {
            asked.Add(new());
            begun.Release();
            return asked[^1].Task;
        });
        Task<int> Ask() => together.AskAsync(TestContext.Current.CancellationToken);
        var first = Ask();
        await begun.WaitAsync(TestContext.Current.CancellationToken);
        var late = Enumerable.Range(0, 20).Select(_ => Ask()).ToList();

        asked[0].SetException(new IOException());

        await Assert.ThrowsAsync<IOException>(() => first);
        await begun.WaitAsync(TestContext.Current.CancellationToken);
        asked[1].SetResult(7);
        Assert.All(await Task.WhenAll(late), answer => Assert.Equal(7, answer));
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public async Task Past_so_many_bytes_all_are_made_anew()
    {
        foreach (var key in "abcabdaebefa")
            await AskAsync($"{key}");

        // Three go in: with the fourth it begins again.
        Assert.Equal(["a", "b", "c", "d", "a", "e", "b", "e", "f", "a"], _made);
    }

    [Theory]
    [InlineData(300, 0, 1)]
    [InlineData(301, 0, 2)]
    [InlineData(1, 99, 1)]
    [InlineData(1, 100, 2)]
    public void A_header_is_read_once_unless_it_is_longer_than_browsers_send_or_a_hundred_others_came(int length, int others, int times)
    {
        var (once, read) = (new ReadOnce<int>(), 0);
        var header = new string('x', length);
        int Read(string text)
        {
            read += text == header ? 1 : 0;
            return text.Length;
        }

        Assert.Equal(length, once.Of(header, header, Read));
        for (var i = 0; i < others; i++)
            once.Of($"{i}", $"{i}", Read);

        Assert.Equal(length, once.Of(header, header, Read));
        Assert.Equal(times, read);
    }

    // What is sent has so many bytes.
    private async Task<long> AskAsync(string key, Task? gate = null, int length = 500, string accept = "")
    {
        using var sent = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = _services };
        context.Request.Headers.AcceptEncoding = accept;
        context.Response.Body = sent;
        await _answers.SendAsync(context, key, async () =>
        {
            await (gate ?? Task.CompletedTask);
            _made.Add(key);
            return Answer.Of(Encoding.UTF8.GetBytes(new string('x', length)), Answer.Json, CacheLifetime.Soon);
        });
        return sent.Length;
    }
}
