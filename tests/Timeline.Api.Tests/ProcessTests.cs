using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using Timeline.Store.Embedded;
using Timeline.Testing;

namespace Timeline.Api.Tests;

public sealed class ProcessTests
{
    // Port 9 is nobody's: whoever looks for a database there has got past the configuration.
    private const string NoDatabase = "Host=127.0.0.1;Port=9;Username=nobody;Timeout=1";

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "", "", "Auth__Authority" },
        { "Auth__SigningKey", "too short", "Auth__SigningKey must be base64 of at least 32 bytes" },
        { "Auth__SigningKey", "c2hvcnQ=", "Auth__SigningKey must be base64 of at least 32 bytes" },
        { "Auth__Authority", "http://login.example.org", "Auth__Authority must be the https:// address" },
        { "Auth__Authority", "login.example.org", "Auth__Authority must be the https:// address" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task In_production_the_service_does_not_start_where_nobody_could_sign_in(string name, string value, string sentence)
    {
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Timeline"] = NoDatabase };
        if (name.Length > 0)
            settings[name] = value;

        await IsRefusedInALineAsync(settings, sentence);
    }

    [Fact]
    public Task Two_that_may_sign_are_one_too_many() => IsRefusedInALineAsync(new()
    {
        ["ConnectionStrings__Timeline"] = NoDatabase,
        ["Auth__Authority"] = "https://login.example.org",
        ["Auth__SigningKey"] = Convert.ToBase64String(new byte[32]),
    }, "Set Auth__Authority or Auth__SigningKey, not both");

    private static async Task IsRefusedInALineAsync(Dictionary<string, string> settings, string sentence)
    {
        var (exitCode, said) = await ChildService.RefusedAsync(settings);

        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Theory]
    [InlineData(NoDatabase, "ConnectionStrings__Timeline")]
    [InlineData("Host", "ConnectionStrings__Timeline")]
    [InlineData("Host=127.0.0.1;Nonsense=1", "ConnectionStrings__Timeline")]
    public async Task A_database_that_cannot_be_used_is_said_in_a_sentence(string connectionString, string sentence)
    {
        var (exitCode, said) = await ChildService.RefusedAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__Timeline"] = connectionString,
            ["Auth__SigningKey"] = Convert.ToBase64String(new byte[32]),
        });

        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_user_that_may_not_create_the_schema_is_said_in_a_sentence()
    {
        var database = await TestCluster.NewEmptyDatabaseAsync(Expect.Stop);
        var role = $"reader_{Guid.NewGuid():N}";
        await using (var source = NpgsqlDataSource.Create(database + ";Pooling=false"))
        await using (var create = source.CreateCommand($"create role {role} login password 'reader'"))
            await create.ExecuteNonQueryAsync(Expect.Stop);

        var (exitCode, said) = await ChildService.RefusedAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__Timeline"] =
                new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "reader" }.ConnectionString,
            ["Auth__SigningKey"] = Convert.ToBase64String(new byte[32]),
        });

        Assert.Equal(1, exitCode);
        Assert.Contains("permission denied", said, StringComparison.Ordinal);
        Assert.Contains("grant create", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_another_program_has_is_said_in_a_sentence()
    {
        using var other = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var (exitCode, said) = await ChildService.RefusedAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__Timeline"] = await TestCluster.NewDatabaseAsync(Expect.Stop),
            ["Auth__SigningKey"] = Convert.ToBase64String(new byte[32]),
            ["PublicUrl"] = "https://timeline.example.org",
        }, "--urls", $"http://{other.LocalEndpoint}");

        Assert.Equal(1, exitCode);
        Assert.Contains("address already in use", said, StringComparison.Ordinal);
        Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Theory]
    [InlineData("select true")]
    [InlineData("select to_regclass('timeline.mt_events') is not null")]
    [InlineData("select to_regclass('timeline.tl_installed') is not null")]
    public async Task Ended_while_it_starts_the_service_ends_without_a_word(string comeSoFar)
    {
        var database = await TestCluster.NewEmptyDatabaseAsync(Expect.Stop);
        await using var source = NpgsqlDataSource.Create(database);

        var (exitCode, said) = await ChildService.EndedAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__Timeline"] = database,
            ["Auth__SigningKey"] = Convert.ToBase64String(new byte[32]),
            ["PublicUrl"] = "https://timeline.example.org",
        }, async service =>
        {
            await using var ask = source.CreateCommand(comeSoFar);
            // Of what it does before it can listen to anybody, the runtime's own start, nothing is ours.
            return await ask.ExecuteScalarAsync(Expect.Stop) is true && (comeSoFar != "select true" || await HasConnectedAsync(source));
        });

        Assert.Equal("", said.Trim());
        Assert.Equal(0, exitCode);
    }

    private static async Task<bool> HasConnectedAsync(NpgsqlDataSource source)
    {
        await using var ask = source.CreateCommand(
            "select exists (select from pg_stat_activity where application_name = 'timeline' and datname = current_database())");
        return await ask.ExecuteScalarAsync(Expect.Stop) is true;
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead, true)]
    [InlineData(UnixFileMode.GroupRead, true)]
    [InlineData(UnixFileMode.None, false)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_signing_key_that_others_may_read_is_warned_of(UnixFileMode others, bool warned)
    {
        var data = Directory.CreateTempSubdirectory("timeline-key-").FullName;
        try
        {
            DevelopmentKey.Read(data);
            File.SetUnixFileMode(DevelopmentKey.File(data), UnixFileMode.UserRead | UnixFileMode.UserWrite | others);
            await using var service = await ChildService.StartAsync(new Dictionary<string, string>
            {
                ["TIMELINE_DATA"] = data,
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ConnectionStrings__Timeline"] = await TestCluster.NewDatabaseAsync(Expect.Stop),
            });

            Assert.Equal(warned, service.Said.Contains($"may read {DevelopmentKey.File(data)}", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_signing_key_in_a_settings_file_that_others_may_read_is_warned_of()
    {
        var folder = Directory.CreateTempSubdirectory("timeline-settings-").FullName;
        try
        {
            var settings = Path.Combine(folder, "appsettings.json");
            await File.WriteAllTextAsync(settings, $$"""{ "Auth": { "SigningKey": "{{Convert.ToBase64String(new byte[32])}}" } }""", Expect.Stop);
            await using var service = await ChildService.StartAsync(new Dictionary<string, string>
            {
                ["ASPNETCORE_CONTENTROOT"] = folder,
                ["ConnectionStrings__Timeline"] = await TestCluster.NewDatabaseAsync(Expect.Stop),
            });

            Assert.Contains($"may read {settings}", service.Said, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_when_the_service_is_killed()
    {
        var data = Directory.CreateTempSubdirectory("timeline-kill-").FullName;
        var settings = new Dictionary<string, string> { ["TIMELINE_DATA"] = data, ["ASPNETCORE_ENVIRONMENT"] = "Development" };
        try
        {
            var acknowledged = new ConcurrentDictionary<string, long>();
            await using (var service = await ChildService.StartAsync(settings))
            {
                using var editor = Editor(service, data);
                using var opened = await editor.PostAsJsonAsync("/stories", new { id = "story", title = "T", language = "en", timeZone = "UTC", from = "2021" }, Expect.Stop);
                Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
                var writers = Enumerable.Range(0, 4).Select(_ => WriteAsync(editor, acknowledged)).ToArray();
                await Expect.SoonAsync(() => Task.FromResult(acknowledged.Count >= 40));
                await service.KillAsync();
                await Task.WhenAll(writers);
            }

            await using var again = await ChildService.StartAsync(settings);
            using var reader = new HttpClient { BaseAddress = again.Address };
            var changes = await ChangesAsync(reader);
            Assert.Empty(acknowledged.Keys.Except(changes.Select(c => c.Id)));
            // At most one per writer was stored without a word about it.
            Assert.InRange(changes.Count, acknowledged.Count, acknowledged.Count + 4);
            Assert.Equal(Enumerable.Range(2, changes.Count).Select(i => (long)i), changes.Select(c => c.Version));
            Assert.All(changes.Where(c => acknowledged.ContainsKey(c.Id)), c => Assert.Equal(c.Version, acknowledged[c.Id]));

            // And it goes on where it stopped.
            using var editorAgain = Editor(again, data);
            using var answer = await editorAgain.PostAsJsonAsync("/stories/story/arrests", Arrest, Expect.Stop);
            Assert.Equal(changes.Count + 2, (int)(await answer.Content.ReadFromJsonAsync<JsonObject>(Expect.Stop))!["version"]!);
            Assert.Equal(20, (await reader.GetFromJsonAsync<JsonObject>(
                "/stories/navalny-2021/timeline?background=true", Expect.Stop))!["entries"]!.AsArray().Count);
            Assert.Equal(0, await again.EndAsync());
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static object Arrest => new { when = new { edtf = "2021-01-17" }, headline = "An arrest" };

    private static async Task WriteAsync(HttpClient editor, ConcurrentDictionary<string, long> acknowledged)
    {
        try
        {
            while (true)
            {
                using var answer = await editor.PostAsJsonAsync("/stories/story/arrests", Arrest, Expect.Stop);
                if (answer.StatusCode != HttpStatusCode.Created)
                    continue;
                var stored = (await answer.Content.ReadFromJsonAsync<JsonObject>(Expect.Stop))!;
                acknowledged[(string)stored["entry"]!] = (long)stored["version"]!;
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // Killed.
        }
    }

    private static async Task<List<(string Id, long Version)>> ChangesAsync(HttpClient reader)
    {
        var changes = new List<(string, long)>();
        for (var next = "/stories/story/changes?after=1"; next is not null;)
        {
            var page = (await reader.GetFromJsonAsync<JsonObject>(next, Expect.Stop))!;
            changes.AddRange(page["changes"]!.AsArray().Select(c => ((string)c!["id"]!, (long)c["version"]!)));
            next = (string?)page["next"];
        }

        return changes;
    }

    private static HttpClient Editor(ChildService service, string data)
    {
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenTerms.Issuer,
            Audience = TokenTerms.Issuer,
            Expires = DateTime.UtcNow.AddHours(1),
            Claims = new Dictionary<string, object> { ["sub"] = "editor", ["role"] = TokenTerms.Editor },
            SigningCredentials = new(new SymmetricSecurityKey(DevelopmentKey.Read(data)), SecurityAlgorithms.HmacSha256),
        });
        return new HttpClient { BaseAddress = service.Address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
    }
}
