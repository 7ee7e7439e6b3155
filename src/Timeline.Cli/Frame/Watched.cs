using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Timeline.Cli.Frame;

/// <summary>
/// Work that somebody may wait for: after a second a bar on stderr shows how far it is, its rate and the time left; where
/// nobody watches, nothing.
/// </summary>
internal sealed class Watched
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private long _done;

    /// <summary>What it is doing at present.</summary>
    public string Step { get; set; } = "";

    /// <summary>What is counted.</summary>
    public string Unit { get; set; } = "events";

    /// <summary>How many there will be; null where that is not known.</summary>
    public long? Total { get; set; }

    public long Done
    {
        get => Interlocked.Read(ref _done);
        set => Interlocked.Exchange(ref _done, value);
    }

    public void Add(long count = 1) => Interlocked.Add(ref _done, count);

    public static async Task<T> RunAsync<T>(string step, Func<Watched, Task<T>> work)
    {
        var watched = new Watched { Step = step };
        var task = work(watched);
        if (!Console.IsErrorRedirected && await Task.WhenAny(task, Task.Delay(Patience)) != task)
            await watched.DrawAsync(task);
        return await task;
    }

    private async Task DrawAsync(Task task)
    {
        var clock = Stopwatch.StartNew();
        var (step, start) = (Step, Done);
        await Terminal.Error().Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Step);
                while (!task.IsCompleted)
                {
                    var (done, total) = (Done, Total);
                    if (Step != step)
                    {
                        (step, start) = (Step, done);
                        clock.Restart();
                    }

                    var rate = Math.Max(0, done - start) / Math.Max(0.001, clock.Elapsed.TotalSeconds);
                    var left = total is { } all && rate > 0 ? $", {TimeSpan.FromSeconds(Math.Max(0, all - done) / rate):hh\\:mm\\:ss} left" : "";
                    bar.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture,
                        $"{Step}: {done}{(total is null ? "" : $" of {total}")} {Unit}, {rate:0} a second{left}"));
                    bar.IsIndeterminate = total is null;
                    bar.MaxValue = Math.Max(1, total ?? 1);
                    bar.Value = Math.Min(bar.MaxValue, total is null ? 0 : done);
                    await Task.WhenAny(task, Task.Delay(200));
                }
            });
    }
}
