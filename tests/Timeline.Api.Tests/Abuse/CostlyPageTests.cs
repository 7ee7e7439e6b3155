using Microsoft.AspNetCore.Http;
using Timeline.Api.Http;
using Timeline.Api.Pages;

namespace Timeline.Api.Tests.Abuse;

public sealed class CostlyPageTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("?order=desc&by=happened&background=true", false)]
    [InlineData("?utm_source=a1b2c3", false)]
    [InlineData("?q=rally", true)]
    [InlineData("?whole=true", true)]
    [InlineData("?day=0044-03-15", true)]
    [InlineData("?Lang=en-x-a1b2c3", true)]
    [InlineData("?order=asc&cursor=a:1:2", true)]
    [InlineData("?before=end", true)]
    public void A_page_that_another_request_hardly_asks_for_waits_for_its_turn(string query, bool waits)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new(query);
        context.SetEndpoint(new(null, new([.. PageParameters.OfPage]), null));

        Assert.Equal(waits, PageParameters.AreCostly(RouteQuery.Of(context)));
    }
}
