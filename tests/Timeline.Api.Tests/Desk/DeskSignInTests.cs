using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Desk;
using Timeline.Api.Desk.SigningIn;

namespace Timeline.Api.Tests.Desk;

public sealed class DeskSignInTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Theory]
    [InlineData("/desk/stories/one?tab=a%20b&x=%C3%A9#f-1", true)]
    [InlineData("/desk?q=a..b", true)]
    [InlineData("/desk/é", false)]
    [InlineData("/desk/a b", false)]
    [InlineData("/desk/\u007f", false)]
    [InlineData("/desk/\r\nSet-Cookie:a=b", false)]
    [InlineData("/desk/../stories", false)]
    [InlineData("/desk/%2E%2e/stories", false)]
    [InlineData("/desk/\\elsewhere.example", false)]
    [InlineData("//elsewhere.example", false)]
    [InlineData("/desks", false)]
    public void Signing_in_leads_to_an_address_of_the_desk_that_a_header_can_carry(string address, bool leads) =>
        Assert.Equal(leads ? address : DeskAddress.Home, DeskAddress.Inside(address));

    [Theory]
    [InlineData("--PublicUrl=")]
    [InlineData("--PublicUrl=https://timeline.example.org")]
    public async Task In_production_the_desk_says_that_it_is_for_https(string known)
    {
        await using var service = await TestService.StartAsync(_service.ConnectionString, settings: ["--environment", "Production", known]);
        using var visitor = new DeskVisitor(service.Address);
        visitor.AcceptsPages();
        using var shown = await visitor.GetAsync("/desk/sign-in");
        using var sent = await visitor.PostBareAsync("/desk/sign-in", ("link", "x"));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (shown.StatusCode, sent.StatusCode));
        Assert.Equal("text/html", shown.Content.Headers.ContentType?.MediaType);
        Assert.Matches("https://.*Proxies", await shown.Content.ReadAsStringAsync(Expect.Stop));
    }

    [Fact]
    public async Task A_link_is_used_up_by_its_form_and_not_by_who_looks_at_it()
    {
        var link = _service.App.Services.GetRequiredService<SignInLinks>().Make("editor")!;
        using var curious = new DeskVisitor(_service.Address);
        using var looked = await curious.GetAsync(link);
        Assert.Equal(HttpStatusCode.OK, looked.StatusCode);

        using var anna = new DeskVisitor(_service.Address);
        using var nameless = await anna.PostAsync(link, "/desk/sign-in", ("name", " "), ("link", link.Split('=')[1]));
        Assert.Equal(HttpStatusCode.OK, nameless.StatusCode);
        using var signedIn = await anna.PostAsync(link, "/desk/sign-in", ("name", "Anna"), ("link", link.Split('=')[1]), ("return", "//evil.example"));

        Assert.Equal("/desk", signedIn.Headers.Location?.ToString());
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"), c => c.StartsWith("timeline-desk=", StringComparison.Ordinal));
        Assert.Contains("; path=/desk; samesite=lax; httponly", cookie, StringComparison.Ordinal);
        using var home = await anna.GetAsync("/desk");
        Assert.Contains("Signed in as Anna · editor", await home.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
        Assert.Equal("no-store", home.Headers.CacheControl?.ToString());
        Assert.DoesNotContain("unsafe", Assert.Single(home.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);

        var token = DeskVisitor.TokenOf(await looked.Content.ReadAsStringAsync(Expect.Stop));
        using var late = await curious.PostBareAsync("/desk/sign-in", ("name", "Mallory"), ("link", link.Split('=')[1]), ("__RequestVerificationToken", token));
        Assert.Contains("used up", await late.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
        using var still = await curious.GetAsync("/desk");
        Assert.Equal("/desk/sign-in?return=%2Fdesk", still.Headers.Location?.ToString());
    }

    [Fact]
    public async Task The_cookie_opens_the_desk_and_nothing_else_and_a_token_not_the_desk()
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        var events = await Expect.EventsAsync(_service);
        using var bare = new HttpClient { BaseAddress = _service.Address };
        bare.DefaultRequestHeaders.Add("Cookie", anna.Cookies.GetCookieHeader(new Uri(_service.Address, "/desk")));

        using var post = await bare.PostAsJsonAsync("/stories/story/arrests", new { when = new { edtf = "2021-01-17" }, headline = "An arrest" }, Expect.Stop);
        await Expect.ProblemAsync(post, HttpStatusCode.Unauthorized, "not-signed-in");
        using var hidden = await bare.GetAsync("/stories/story/timeline?hidden=true", Expect.Stop);
        await Expect.ProblemAsync(hidden, HttpStatusCode.Unauthorized, "not-allowed");
        using var unredirected = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _service.Address };
        unredirected.DefaultRequestHeaders.Authorization = _service.Editor.DefaultRequestHeaders.Authorization;
        using var desk = await unredirected.GetAsync("/desk", Expect.Stop);
        Assert.Equal(HttpStatusCode.Redirect, desk.StatusCode);
        Assert.Equal(events, await Expect.EventsAsync(_service));
    }

    [Fact]
    public async Task A_forged_form_and_one_of_another_editor_store_nothing()
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var boris = await DeskVisitor.SignedInAsync(_service, "boris");
        var events = await Expect.EventsAsync(_service);
        (string, string)[] story = [("id", "forged"), ("title", "Forged"), ("language", "en"), ("timeZone", "UTC"), ("from", "2021-01-17")];

        using var bare = await anna.PostBareAsync("/desk/open", story);
        await Expect.ProblemAsync(bare, HttpStatusCode.BadRequest, "forged-form");
        using var page = await anna.GetAsync("/desk/open");
        var token = DeskVisitor.TokenOf(await page.Content.ReadAsStringAsync(Expect.Stop));
        using var another = await boris.PostBareAsync("/desk/open", [.. story, ("__RequestVerificationToken", token)]);
        await Expect.ProblemAsync(another, HttpStatusCode.BadRequest, "forged-form");
        Assert.Equal(events, await Expect.EventsAsync(_service));

        using var own = await anna.PostAsync("/desk/open", "/desk/open", story);
        Assert.StartsWith("/desk/stories/forged?done=open", own.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_no_role_hears_so_and_who_signs_out_is_out()
    {
        using var reader = await DeskVisitor.SignedInAsync(_service, "clara", "reader");
        using var refused = await reader.GetAsync("/desk");
        Assert.Equal("/desk/no-role", refused.Headers.Location?.ToString());
        using var told = await reader.GetAsync("/desk/no-role");
        Assert.Equal(HttpStatusCode.Forbidden, told.StatusCode);
        Assert.Contains("clara", await told.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);

        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var signedOut = await anna.PostAsync("/desk", "/desk/sign-out");
        Assert.Equal("/desk/sign-in?out=true", signedOut.Headers.Location?.ToString());
        using var home = await anna.GetAsync("/desk");
        Assert.Equal(HttpStatusCode.Redirect, home.StatusCode);
        // Whoever does it again in another tab is led to a page, and not to the address of a form.
        anna.Browses(new(_service.Address, "/desk/stories?limit=5"));
        using var again = await anna.PostBareAsync("/desk/sign-out");
        Assert.Equal("/desk/sign-in?return=%2Fdesk%2Fstories%3Flimit%3D5", again.Headers.Location?.ToString());
    }

    [Fact]
    public async Task An_authority_signs_in_by_code_and_proof_and_another_node_knows_the_cookie()
    {
        await using var issuer = await SmallIssuer.StartAsync();
        string[] settings = ["--Auth:SigningKey=", $"--Auth:Authority={issuer.Address}", "--Auth:ClientId=desk"];
        await using var node = await TestService.StartAsync(_service.ConnectionString, settings: settings);
        using var boris = new DeskVisitor(node.Address);

        using var door = await boris.GetAsync("/desk/sign-in?return=/desk/open");
        Assert.Contains("/desk/sign-in/authority?return=%2Fdesk%2Fopen", await door.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
        using var challenge = await boris.GetAsync("/desk/sign-in/authority?return=/desk/open");
        using var authorized = await boris.GetAsync(challenge.Headers.Location!.ToString());
        using var back = await boris.GetAsync(authorized.Headers.Location!.ToString());
        Assert.Equal("/desk/open", back.Headers.Location?.ToString());
        using var home = await boris.GetAsync("/desk");
        Assert.Contains("Signed in as Boris · editor", await home.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);

        // One keys ring for all nodes.
        using var other = new DeskVisitor(_service.Address);
        other.Cookies.SetCookies(new Uri(_service.Address, "/desk"), boris.Cookies.GetCookieHeader(new Uri(node.Address, "/desk")).Replace(';', ','));
        using var known = await other.GetAsync("/desk");
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        // A code is good for whoever asked for it.
        using var stranger = new DeskVisitor(node.Address);
        using var replayed = await stranger.GetAsync(authorized.Headers.Location!.ToString());
        Assert.Equal("/desk/sign-in?failed=true", replayed.Headers.Location?.ToString());
    }
}
