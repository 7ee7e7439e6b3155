using Timeline.Api.Hosting;

namespace Timeline.Api.Tests;

/// <summary>Memory is given back when the service has come to rest, once, and not while somebody reads.</summary>
public sealed class IdleHeapTests
{
    private const long Page = 1024 * 1024;

    [Fact]
    public void Memory_is_given_back_once_for_each_rest()
    {
        using var heap = new IdleHeap(TimeProvider.System);

        Assert.Equal(
            [false, true, false, false, false, true],
            new[] { Page, Page + 100, Page + 200, 3 * Page, 4 * Page, 4 * Page }.Select(heap.CameToRest));
    }
}
