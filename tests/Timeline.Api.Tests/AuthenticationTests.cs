using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Timeline.Api.Hosting;

namespace Timeline.Api.Tests;

public sealed class AuthenticationTests
{
    [Fact]
    public async Task Who_asks_is_found_out_once_and_not_at_all_of_most_readers()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthentication("a-scheme").AddCookie("a-scheme");
        builder.Services.AddAuthorization();
        builder.Services.AddSingleton<Counting>().AddSingleton<IAuthenticationSchemeProvider>(services => services.GetRequiredService<Counting>());
        await using var app = builder.Build();
        app.UseSignIn();
        app.MapGet("/there", () => "It is.");
        await app.StartAsync(Expect.Stop);
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };

        Assert.Equal(0, await TimesAsync("/there"));
        Assert.Equal(1, await TimesAsync("/there", "Authorization", "Bearer x"));
        Assert.Equal(1, await TimesAsync("/there", "Cookie", "a=b"));
        Assert.Equal(1, await TimesAsync("/elsewhere"));

        async Task<int> TimesAsync(string path, string? header = null, string? value = null)
        {
            var counting = app.Services.GetRequiredService<Counting>();
            var before = counting.Times;
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (header is not null)
                request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await client.SendAsync(request, Expect.Stop);
            return counting.Times - before;
        }
    }

    // ASP.NET's middleware asks for them each time it runs.
    private sealed class Counting(IOptions<AuthenticationOptions> options) : AuthenticationSchemeProvider(options)
    {
        public int Times { get; private set; }

        public override Task<IEnumerable<AuthenticationScheme>> GetRequestHandlerSchemesAsync()
        {
            Times++;
            return base.GetRequestHandlerSchemesAsync();
        }
    }
}
