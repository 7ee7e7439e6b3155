using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Timeline.Api.Tests.Widget;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Timeline.Api.Tests.Widget;

/// <summary>One Chromium for all tests, started by the first that needs it.</summary>
public sealed class Browser : IAsyncDisposable
{
    // The first has no windows, only pages: half the work.
    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];
    private readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> _started = new(StartAsync);

    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null) =>
        await (await _started.Value).Browser.NewContextAsync(options ?? new());

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated)
            return;
        var (driver, browser) = await _started.Value;
        await browser.DisposeAsync();
        driver.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("No Chromium on the PATH; deploy/test.sh installs one.");
        Assertions.SetDefaultExpectTimeout(20_000);
        var driver = await Playwright.CreateAsync();
        return (driver, await driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        }));
    }

    /// <summary>What axe finds wrong with a page as it stands now, with its shadow trees and frames.</summary>
    /// <param name="page">The page.</param>
    /// <param name="rule">The only rule to check; all by default.</param>
    public static async Task<AxeResultItem[]> ViolationsAsync(IPage page, string? rule = null) => (await page.RunAxe(new AxeRunOptions
    {
        // To describe what keeps the rules would take axe longer than to check it.
        ResultTypes = [ResultType.Violations],
        RunOnly = rule is null ? null : new() { Type = "rule", Values = [rule] },
    })).Violations;
}
