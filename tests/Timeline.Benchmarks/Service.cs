using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using Timeline.Api.Hosting;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Store.Commands;
using Timeline.Store.Embedded;
using Timeline.Store.Log;
using Timeline.Store.Projections;

namespace Timeline.Benchmarks;

/// <summary>The whole service in this process, on a database of its own.</summary>
internal sealed class Service : IAsyncDisposable
{
    private static readonly byte[] Key = new byte[32];

    private Service(WebApplication app, string connectionString) => (App, ConnectionString) = (app, connectionString);

    public static string SigningKey { get; } = Convert.ToBase64String(Key);

    public WebApplication App { get; }

    public string ConnectionString { get; }

    public INewsroom Newsroom => App.Services.GetRequiredService<INewsroom>();

    public EventStore Log => App.Services.GetRequiredService<EventStore>();

    public Uri Address => new(App.Urls.First());

    /// <summary>What editors write: each kind's example.</summary>
    public static IReadOnlyList<EntryBody> Bodies { get; } = [.. KindList.All.Select(k => k.Example with { Links = [] })];

    public static async Task<Service> StartAsync(EmbeddedPostgres cluster, string database, bool plant = false)
    {
        var connection = await NewDatabaseAsync(cluster, database);
        var app = await TimelineApp.CreateAsync(
        [
            "--environment", "Development", "--urls", "http://127.0.0.1:0", $"--ConnectionStrings:Timeline={connection}",
            $"--Auth:SigningKey={SigningKey}", "--Logging:LogLevel:Default=Error",
        ], plant);
        await app.StartAsync();
        return new Service(app, connection);
    }

    /// <summary>Makes a database, and returns how to connect to it.</summary>
    public static async Task<string> NewDatabaseAsync(EmbeddedPostgres cluster, string database)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var create = source.CreateCommand($"create database {database}");
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = database }.ConnectionString;
    }

    /// <summary>An editor of a service with <see cref="SigningKey"/>.</summary>
    public static HttpClient EditorAt(Uri address)
    {
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenTerms.Issuer,
            Audience = TokenTerms.Issuer,
            Expires = DateTime.UtcNow.AddHours(1),
            Claims = new Dictionary<string, object> { ["sub"] = "load", ["role"] = "editor" },
            SigningCredentials = new(new SymmetricSecurityKey(Key), SecurityAlgorithms.HmacSha256),
        });
        return new HttpClient
        {
            BaseAddress = address,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
    }

    /// <summary>Waits until the service has looked at everything in the log.</summary>
    public async Task CatchUpAsync()
    {
        var end = await Log.EndAsync();
        while (App.Services.GetRequiredService<Follower>().Position < end)
            await Task.Delay(50);
    }

    public async Task OpenAsync(string story)
    {
        var open = OpenStory.Example with { Id = story };
        await StoreAsync(story, open);
    }

    public Task RecordAsync(string story, int n) => StoreAsync(story, new RecordEntry(Bodies[n % Bodies.Count]));

    private async Task StoreAsync(string story, Command command)
    {
        var result = await Newsroom.ExecuteAsync(story, command, new Submission("editor", "0HN7GLLMQ7V5C:00000001"));
        if (result is not CommandResult.Stored)
            throw new InvalidOperationException($"Not stored: {result}");
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
    }
}
