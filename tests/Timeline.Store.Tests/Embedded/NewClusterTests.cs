using System.Runtime.Versioning;
using Timeline.Store.Embedded;
using static Timeline.Store.Tests.Embedded.ClusterFixture;

namespace Timeline.Store.Tests.Embedded;

[UnsupportedOSPlatform("windows")]
public sealed class NewClusterTests : IDisposable
{
    // Mode 0700, so that as root this folder is as closed to the server's user as root's home is.
    private readonly string folder = Directory.CreateTempSubdirectory("timeline-tests-").FullName;

    public void Dispose() => ClusterFolder.Delete(folder);

    [Fact]
    public async Task A_cluster_that_was_left_half_made_is_removed_and_made_anew()
    {
        var half = Directory.CreateDirectory(Path.Combine(folder, "cluster.new-half"));
        await File.WriteAllTextAsync(Path.Combine(half.FullName, "PG_VERSION"), "15\n", Stop);

        await using var postgres = await EmbeddedPostgres.StartAsync(folder, Stop);

        Assert.Equal(1, await ExecuteAsync(postgres.ConnectionString, "select 1"));
        Assert.Empty(Directory.GetFileSystemEntries(folder, "cluster.new-*"));
        var cluster = new DirectoryInfo(Path.Combine(folder, "cluster"));
        Assert.Equal(Environment.IsPrivilegedProcess, cluster.LinkTarget is not null);
    }

    [Fact]
    public async Task A_cluster_that_has_gone_is_not_replaced_by_an_empty_one()
    {
        Directory.CreateDirectory(Path.Combine(folder, "cluster"));
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(folder, Stop));
        Assert.Contains("put it back", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_of_a_version_that_is_not_installed_says_which_one_it_needs()
    {
        var cluster = Directory.CreateDirectory(Path.Combine(folder, "cluster"));
        await File.WriteAllTextAsync(Path.Combine(cluster.FullName, "PG_VERSION"), "9\n", Stop);
        var refusal = await Assert.ThrowsAsync<PostgresNotFoundException>(() => EmbeddedPostgres.StartAsync(folder, Stop));
        Assert.Contains("apt-get install postgresql-9", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throw_away_cluster_leaves_nothing()
    {
        var postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { Ephemeral = true, Durable = false }, Stop);
        Assert.Equal("off", await ExecuteAsync(postgres.ConnectionString, "show fsync"));
        await postgres.DisposeAsync();
        Assert.False(Directory.Exists(postgres.Folder));
    }

    [Fact]
    public void A_throw_away_folder_that_its_server_removed_does_not_hide_why_a_start_failed()
    {
        Directory.Delete(folder);
        ClusterFolder.Delete(folder);
    }

    [Fact]
    public async Task A_lasting_cluster_without_durability_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Folder = folder, Durable = false }, Stop));

    [Fact]
    public async Task Everyone_who_asks_at_once_for_the_signing_key_gets_the_same_private_one()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => DevelopmentKey.Read(folder))));
        Assert.Equal(32, keys[0].Length);
        Assert.All(keys, key => Assert.Equal(keys[0], key));
        var file = Assert.Single(Directory.GetFiles(folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_spoilt_signing_key_is_reported_and_not_replaced()
    {
        File.WriteAllText(Path.Combine(folder, "signing-key"), "c2hvcnQ=");
        Assert.Contains("delete it", Assert.Throws<EmbeddedPostgresException>(() => DevelopmentKey.Read(folder)).Message, StringComparison.Ordinal);
    }
}
