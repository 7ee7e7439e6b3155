using System.Text;
using Timeline.Api.Live;
using Timeline.Store.Queries;

namespace Timeline.Api.Tests.Live;

public sealed class FrameTests
{
    [Fact]
    public void An_event_is_one_line_of_data_where_PostgreSQL_breaks_a_list_into_lines_and_is_said_in_another_language()
    {
        var change = new PublicChangeRecord(3, "entry-changed", DateTimeOffset.UnixEpoch, "a", "{\"id\":\"a\"}", null, false,
            "[{\"id\":\"b\"}, \n {\"id\":\"c\"}]", false, null);

        var frame = Frame.Of(change, "story", "x");

        Assert.Equal(["event: entry-changed", "data", "", ""], Encoding.UTF8.GetString(frame.Bytes).Split('\n').Select(l => l.StartsWith("data: ", StringComparison.Ordinal) ? "data" : l));
        Assert.Contains("\"c\"", Encoding.UTF8.GetString(frame.In("de", "UTC")), StringComparison.Ordinal);
    }
}
