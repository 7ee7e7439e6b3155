using System.Net;

namespace Timeline.Api.Tests;

public sealed class ProblemTitleTests(SharedService shared) : IClassFixture<SharedService>
{
    [Theory]
    [InlineData("/stories/none", "de-AT, en;q=0.5", "Dieses Thema gibt es hier nicht.", true)]
    [InlineData("/stories/none/timeline", "fi, ru;q=0.8", "Такого сюжета здесь нет.", true)]
    [InlineData("/stories/none?lang=ar", "de", "لا توجد هنا قصة بهذا الاسم.", false)]
    [InlineData("/stories/none", null, "There is no such story here.", true)]
    [InlineData("/people/nobody", "de", "Zu dieser Person oder Organisation gibt es keine Seite.", true)]
    [InlineData("/kinds?lang=!", "ru", "По этому адресу запрошено то, чего нет.", true)]
    [InlineData("/oembed?format=x", "en", "This address asks for something that does not exist.", true)]
    [InlineData("/nowhere", "de", "Unter dieser Adresse gibt es keine Seite.", true)]
    [InlineData("/stories/story/entries/none", "de", "There is no such entry in this story.", false)]
    [InlineData("/stories/story/entries/none?lang=ru", "de", "Такой записи в этом сюжете нет.", false)]
    [InlineData("/stories/story/timeline?earthquake=1", "de", "This address asks for something that does not exist.", false)]
    public async Task A_problem_s_title_is_for_readers_in_the_story_s_language_or_where_there_is_none_in_their_own(
        string address, string? language, string title, bool varies)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (language is not null)
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
        using var answer = await shared.Service.Public.SendAsync(request, Expect.Stop);

        var problem = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Expect.Stop))!;
        Assert.Equal((title, varies), ((string?)problem["title"], answer.Headers.Vary.Contains("Accept-Language")));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith(".", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_command_has_a_title_in_the_language_of_its_story()
    {
        await shared.Service.OpenAsync("titled", "ru");

        using var answer = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
            shared.Service.Editor, "/stories/titled/arrests", new { headline = "x" }, Expect.Stop);

        var problem = await Expect.ProblemAsync(answer, HttpStatusCode.UnprocessableEntity, "invalid-fields");
        Assert.Equal("В отправленном что-то не так.", (string?)problem["title"]);
    }

    [Fact]
    public async Task A_story_that_is_taken_down_is_spoken_of_in_its_own_language()
    {
        await shared.Service.OpenAsync("gone", "ru");
        var (taken, _) = await StoryEditing.EditAsync(shared.Service, "gone", "takedown", new
        {
            form = "remove",
            authority = "Editor in chief",
            reference = "7",
            grounds = "At the request of the newsroom.",
            @public = "editorial",
        });
        Assert.Equal(HttpStatusCode.Created, taken);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/stories/gone") { Headers = { { "Accept", "text/html" }, { "Accept-Language", "en" } } };
        using var answer = await shared.Service.Public.SendAsync(request, Expect.Stop);
        var page = await answer.Content.ReadAsStringAsync(Expect.Stop);

        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Contains("<html lang=\"ru\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("cannot be shown", page, StringComparison.Ordinal);
    }
}
