using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Timeline.Api.Tests;

/// <summary>The service as a process of its own, as an operator runs it.</summary>
internal sealed partial class ChildService : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildService(IReadOnlyDictionary<string, string> settings, string[] arguments, int? descriptors = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        if (descriptors is { } most)
        {
            start.ArgumentList.Add($"--nofile={most}:{most}");
            start.ArgumentList.Add(start.FileName);
            start.FileName = "prlimit";
        }

        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "Timeline.Api.dll")))
            start.ArgumentList.Add(argument);
        // What the tests themselves were started with must not decide.
        foreach (var name in start.Environment.Keys.Where(k => Foreign().IsMatch(k)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += Hear;
        _process.ErrorDataReceived += Hear;
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"The service ended: {Said}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it wrote on both of its outputs.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    public Uri Address => _address.Task.Result;

    /// <summary>Starts it and waits until it serves.</summary>
    public static async Task<ChildService> StartAsync(IReadOnlyDictionary<string, string> settings, int? descriptors = null)
    {
        var child = new ChildService(settings, ["--urls", "http://127.0.0.1:0"], descriptors);
        try
        {
            await child._address.Task.WaitAsync(Expect.Stop);
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it with what it should refuse, and waits for its end.</summary>
    public static async Task<(int ExitCode, string Said)> RefusedAsync(
        IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        await using var child = new ChildService(settings, arguments);
        await child._process.WaitForExitAsync(Expect.Stop);
        return (child._process.ExitCode, child.Said);
    }

    /// <summary>Starts it, and ends it as an operator does (SIGTERM) as soon as it has come as far as is waited for.</summary>
    public static async Task<(int ExitCode, string Said)> EndedAsync(
        IReadOnlyDictionary<string, string> settings, Func<ChildService, Task<bool>> isThere)
    {
        await using var child = new ChildService(settings, ["--urls", "http://127.0.0.1:0"]);
        await Expect.SoonAsync(() => isThere(child));
        return (await child.EndAsync(), child.Said);
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync(Expect.Stop);
    }

    /// <summary>Ends it as an operator does (SIGTERM), and says its exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var kill = Process.Start("kill", [$"{_process.Id}"]);
        await _process.WaitForExitAsync(Expect.Stop);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_said)
            _said.AppendLine(line.Data);
        if (Banner().Match(line.Data ?? "") is { Success: true } found)
            _address.TrySetResult(new Uri(found.Groups[1].Value));
    }

    [GeneratedRegex("Stories +(http[^ ]+)/stories")]
    private static partial Regex Banner();

    [GeneratedRegex("^(ASPNETCORE_|DOTNET_ENVIRONMENT|TIMELINE_|Auth__|ConnectionStrings__)", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();
}
