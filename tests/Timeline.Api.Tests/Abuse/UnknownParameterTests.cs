using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Http;
using Timeline.Api.Tests.Leaks;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Abuse;

public sealed class UnknownParameterTests(SharedService shared) : IClassFixture<SharedService>
{
    // What people follow links to, with what others have added to them; the rest is JSON.
    private static readonly string[] PassedOver =
        ["/", "/embed/{story}", "/oembed", "/embed/{story}/{entry}", "/stories/{story}/feed.atom", "/stories/{story}/overview.png", "/widget/", "/pages/", "/desk/files/", "/favicon.ico"];

    private TestService Service => shared.Service;

    [Fact]
    public async Task A_parameter_that_a_JSON_route_does_not_take_is_refused_by_name()
    {
        var (entry, _) = await Service.RecordAsync("rallies", Editing.Rally());
        foreach (var route in PublicWalk.Routes(Service).Where(r => !PassedOver.Any(p => p == r || (p.Length > 1 && p[^1] == '/' && r.StartsWith(p, StringComparison.Ordinal)))))
        {
            var address = Fill(route, entry);
            using var answer = await Service.Public.GetAsync($"{address}?utm_source=x", HttpCompletionOption.ResponseHeadersRead, Expect.Stop);
            var problem = await Expect.ProblemAsync(answer, HttpStatusCode.BadRequest, "unknown-parameter");
            Assert.NotNull(problem["errors"]!["utm_source"]);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/stories/story")]
    [InlineData("/embed/story")]
    [InlineData("/stories/story/feed.atom")]
    [InlineData("/widget/demo")]
    [InlineData("/widget/story-timeline.js")]
    [InlineData("/widget/story-timeline.json")]
    public async Task Pages_feeds_embeds_and_files_pass_over_it_and_neither_keep_nor_repeat_it(string address)
    {
        async Task<Reply> ReadAsync(string query) => await Service.ReadAsync(address + query, ("Accept", "text/html"));
        var plain = await ReadAsync("");
        var kept = Service.App.Services.GetRequiredService<AnswerCache>().Count;

        var tagged = await ReadAsync("?utm_source=newsletter&fbclid=abc&dnt=1");

        Assert.Equal(HttpStatusCode.OK, tagged.Status);
        Assert.Equal(plain.Text, tagged.Text);
        Assert.Equal(kept, Service.App.Services.GetRequiredService<AnswerCache>().Count);
    }

    [Fact]
    public async Task A_command_with_one_is_not_carried_out()
    {
        using var answer = await Service.Editor.PostAsync("/stories/story/rallies?draft=true", null, Expect.Stop);

        await Expect.ProblemAsync(answer, HttpStatusCode.BadRequest, "unknown-parameter");
    }

    [Fact]
    public async Task OEmbed_takes_the_parameters_of_its_consumers()
    {
        var url = Uri.EscapeDataString($"{Service.Address}stories/story");

        Assert.Equal(HttpStatusCode.OK, (await Service.ReadAsync($"/oembed?url={url}&dnt=true&referrer=example.org")).Status);
    }

    private static string Fill(string route, string entry) => route
        .Replace("{story}", "story", StringComparison.Ordinal).Replace("{entry}", entry, StringComparison.Ordinal)
        .Replace("{person}", "alexei-navalny", StringComparison.Ordinal);
}
