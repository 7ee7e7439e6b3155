using System.Net;
using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Abuse;

/// <summary>Whatever an editor may send, PostgreSQL can store.</summary>
public sealed class FullEntryTests(SharedService shared) : IClassFixture<SharedService>
{
    // As an editor's browser sends it: escaped, it would be more than a body may have.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Words { get; } =
    [
        "w{0:x} ", "{0:x}-{0:x} ", "https://w{0:x}.example.org/a?b={0:x} ", "ж{0:x} ", "京{0:x}", "İ{0:x}Ⱥ ", "a.{0:x}@example.org ", "{0}.{0} ",
    ];

    [Theory]
    [MemberData(nameof(Words))]
    public async Task A_correction_with_48_long_claims_is_refused_in_a_sentence_and_one_that_just_fits_is_stored(string word)
    {
        var (entry, _) = await shared.Service.RecordAsync("rallies", Editing.Rally());

        using var refused = await CorrectAsync(entry, Claims(word, 48, 2_400));
        using var stored = await CorrectAsync(entry, Claims(word, 48, 650));

        var problem = await Expect.ProblemAsync(refused, HttpStatusCode.UnprocessableEntity, "invalid-fields");
        Assert.NotNull(problem["errors"]!["claims"]);
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await shared.Service.ReadAsync($"/stories/story/entries/{entry}")).Status);
    }

    private Task<HttpResponseMessage> CorrectAsync(string entry, object claims)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/stories/story/entries/{entry}/corrections")
        {
            Content = JsonContent.Create(Editing.Correction(new { claims }), options: Plain),
        };
        request.Headers.Add("If-Match", "*");
        return shared.Service.Editor.SendAsync(request, Expect.Stop);
    }

    // Each word once, as many as a quote may have.
    private static object[] Claims(string word, int count, int length)
    {
        var n = 0;
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var quote = "";
            while (quote.Length < length)
                quote += string.Format(System.Globalization.CultureInfo.InvariantCulture, word, n++);
            return new { by = "X", verb = "says", quote };
        })];
    }
}
