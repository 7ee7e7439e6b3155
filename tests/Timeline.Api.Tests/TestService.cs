using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using Timeline.Api.Hosting;
using Timeline.Store.Embedded;
using Timeline.Testing;

namespace Timeline.Api.Tests;

/// <summary>The service itself, on a port and a database of its own.</summary>
internal sealed class TestService : IAsyncDisposable
{
    /// <summary>Signs the tokens.</summary>
    public static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    /// <summary>As <c>Auth__SigningKey</c> takes it.</summary>
    public static string SigningKey => Convert.ToBase64String(Key);

    private TestService(WebApplication app, string connectionString)
    {
        App = app;
        ConnectionString = connectionString;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Public = new HttpClient { BaseAddress = Address };
        Editor = Signed("editor", "legal");
        Database = NpgsqlDataSource.Create(connectionString);
    }

    public WebApplication App { get; }

    public string ConnectionString { get; }

    public Uri Address { get; }

    /// <summary>A reader without a token.</summary>
    public HttpClient Public { get; }

    /// <summary>An editor who answers for the law, too.</summary>
    public HttpClient Editor { get; }

    /// <summary>Its database, past the service.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>Starts a service.</summary>
    /// <param name="connectionString">Of a database that another one uses; a fresh one by default.</param>
    /// <param name="plant">Whether the first story is in it.</param>
    /// <param name="url">Where to listen; a free port by default.</param>
    /// <param name="before">What is done with it before it starts.</param>
    /// <param name="settings">More of its configuration, as on its command line.</param>
    public static async Task<TestService> StartAsync(
        string? connectionString = null, bool plant = false, string url = "http://127.0.0.1:0",
        Action<WebApplication>? before = null, params string[] settings)
    {
        connectionString ??= await TestCluster.NewDatabaseAsync(TestContext.Current.CancellationToken);
        var app = await TimelineApp.CreateAsync(
        [
            "--environment", "Development", "--urls", url, $"--ConnectionStrings:Timeline={connectionString};Maximum Pool Size=20",
            $"--Auth:SigningKey={SigningKey}", "--Logging:LogLevel:Default=Error",
            .. settings,
        ], plant);
        before?.Invoke(app);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new TestService(app, connectionString);
    }

    /// <summary>A client with a token of these roles.</summary>
    public HttpClient Signed(params string[] roles) => SignedAs("test-editor", roles);

    public HttpClient SignedAs(string subject, params string[] roles) => SignedAt(Address, subject, roles);

    /// <summary>The same, of a service somewhere else that knows <see cref="Key"/>.</summary>
    public static HttpClient SignedAt(Uri address, string subject, params string[] roles)
    {
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenTerms.Issuer,
            Audience = TokenTerms.Issuer,
            Expires = DateTime.UtcNow.AddHours(1),
            Claims = new Dictionary<string, object> { ["sub"] = subject, ["role"] = roles },
            SigningCredentials = new(new SymmetricSecurityKey(Key), SecurityAlgorithms.HmacSha256),
        });
        return new HttpClient { BaseAddress = address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
    }

    /// <summary>Opens a story with a window in January 2021.</summary>
    public async Task OpenAsync(string id = "story", string language = "en")
    {
        using var answer = await Editor.PostAsJsonAsync("/stories",
            new { id, title = $"The story {id}", language, timeZone = "Europe/Moscow", from = "2021-01-01", to = "2021-01-31" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    /// <summary>Registers somebody who has a page.</summary>
    public async Task RegisterAsync(string person, string name)
    {
        using var answer = await Editor.PutAsJsonAsync($"/people/{person}", new { name, visibility = "public" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Records an entry and returns its id and ETag.</summary>
    public async Task<(string Id, EntityTagHeaderValue ETag)> RecordAsync(string plural, object body, string story = "story")
    {
        using var answer = await Editor.PostAsJsonAsync($"/stories/{story}/{plural}", body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
        return (JsonNode.Parse(text)!["entry"]!.GetValue<string>(), answer.Headers.ETag!);
    }

    /// <summary>Sends a command as an editor, or somebody else, and returns what came of it.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Body, EntityTagHeaderValue? ETag)> PostAsync(
        string address, object? body = null, string? ifMatch = null, HttpClient? by = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = body is null ? null : JsonContent.Create(body) };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var answer = await (by ?? Editor).SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!, answer.Headers.ETag);
    }

    /// <summary>A JSON answer of a reader without a token.</summary>
    public async Task<JsonNode> GetAsync(string address) => JsonNode.Parse(await Public.GetStringAsync(address))!;

    public async ValueTask DisposeAsync()
    {
        Public.Dispose();
        Editor.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        await Database.DisposeAsync();
    }
}
