using System.Diagnostics;
using System.Runtime.Versioning;
using Npgsql;
using Timeline.Store.Embedded;
using Timeline.Testing;
using static Timeline.Store.Tests.Embedded.ClusterFixture;

namespace Timeline.Store.Tests.Embedded;

[UnsupportedOSPlatform("windows")]
public sealed class EmbeddedPostgresTests(ClusterFixture data) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task What_was_committed_is_there_after_a_restart()
    {
        await using (var postgres = await EmbeddedPostgres.StartAsync(data.Folder, Stop))
            await ExecuteAsync(postgres.ConnectionString, "insert into note values ('restart')");
        Assert.False(File.Exists(data.PidFile));
        Assert.True(await data.HasAfterRestartAsync("restart"));
    }

    [Fact]
    public async Task What_was_committed_is_there_after_the_server_was_killed()
    {
        await using (var postgres = await EmbeddedPostgres.StartAsync(data.Folder, Stop))
        {
            await ExecuteAsync(postgres.ConnectionString, "insert into note values ('killed')");
            Process.GetProcessById(data.PostmasterPid()).Kill();
        }
        Assert.True(await data.HasAfterRestartAsync("killed"));
    }

    [Fact]
    public async Task A_server_that_was_killed_under_its_service_is_started_again_and_stops_with_it()
    {
        await using (var postgres = await EmbeddedPostgres.StartAsync(data.Folder, Stop))
        {
            var killed = data.PostmasterPid();
            Process.GetProcessById(killed).Kill();

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            patience.CancelAfter(TimeSpan.FromSeconds(30));
            while (true)
            {
                try
                {
                    await ExecuteAsync(postgres.ConnectionString, "insert into note values ('started again')");
                    break;
                }
                catch (NpgsqlException)
                {
                    await Task.Delay(100, patience.Token);
                }
            }

            Assert.NotEqual(killed, data.PostmasterPid());
        }

        Assert.False(File.Exists(data.PidFile));
        Assert.True(await data.HasAfterRestartAsync("started again"));
    }

    [Fact]
    public async Task A_server_that_an_earlier_run_left_is_stopped_and_replaced()
    {
        var said = new List<string>();
        await ServerProgram.RunOrThrowAsync("pg_ctl",
            [
                .. ServerProgram.AsServerUser, data.Binaries["pg_ctl"], "start", "-s", "-w", "-D", data.Cluster,
                "-l", Path.Combine(data.Cluster, "leftover.log"), "-o",
                $"-c listen_addresses=127.0.0.1 -c unix_socket_directories= -p {Server.FreePort()}",
            ], "", Stop);
        var leftover = data.PostmasterPid();

        await using var postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { Folder = data.Folder, Progress = said.Add }, Stop);

        Assert.NotEqual(leftover, data.PostmasterPid());
        Assert.Contains(said, sentence => sentence.Contains($"process {leftover}", StringComparison.Ordinal));
        Assert.Equal(1, await ExecuteAsync(postgres.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_pid_file_whose_pid_now_belongs_to_another_process_is_no_hindrance_and_that_process_lives_on()
    {
        // Of the server's own user: of another's, PostgreSQL itself would not mind the pid.
        using var innocent = Process.Start(ServerProgram.Prepare([.. ServerProgram.AsServerUser, "sleep", "60"]))!;
        try
        {
            string pidFile;
            await using (await EmbeddedPostgres.StartAsync(data.Folder, Stop))
                pidFile = await File.ReadAllTextAsync(data.PidFile, Stop);
            await File.WriteAllTextAsync(data.PidFile, innocent.Id + pidFile[pidFile.IndexOf('\n', StringComparison.Ordinal)..], Stop);

            await using var postgres = await EmbeddedPostgres.StartAsync(data.Folder, Stop);

            Assert.Equal(1, await ExecuteAsync(postgres.ConnectionString, "select 1"));
            Assert.False(innocent.HasExited);
        }
        finally
        {
            innocent.Kill();
        }
    }

    [Fact]
    public async Task A_supervisor_that_outlives_its_service_does_not_stop_the_next_server()
    {
        var options = new EmbeddedPostgresOptions();
        var (first, _) = await Server.StartAsync(data.Cluster, data.Folder, data.Binaries, options, Stop);
        var (second, _) = await Server.StartAsync(data.Cluster, data.Folder, data.Binaries, options, Stop);
        var server = data.PostmasterPid();

        await first.DisposeAsync();

        Assert.Equal(server, data.PostmasterPid());
        await second.DisposeAsync();
        Assert.False(File.Exists(data.PidFile));
    }

    [Fact]
    public async Task A_start_that_was_broken_off_at_any_moment_does_not_hinder_the_next()
    {
        foreach (var moment in new[] { 5, 50, 100, 200 })
        {
            using var breakOff = new CancellationTokenSource(moment);
            try
            {
                await using var early = await EmbeddedPostgres.StartAsync(data.Folder, breakOff.Token);
            }
            catch (OperationCanceledException)
            {
            }
            await using var postgres = await EmbeddedPostgres.StartAsync(data.Folder, Stop);
            Assert.Equal(1, await ExecuteAsync(postgres.ConnectionString, "select 1"));
        }
    }

    [Fact]
    public async Task A_second_service_in_the_same_folder_is_refused_at_once_and_the_first_goes_on()
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(data.Folder, Stop);
        var refusal = await Assert.ThrowsAsync<DataFolderInUseException>(
            () => EmbeddedPostgres.StartAsync(data.Folder, Stop));
        Assert.Contains(data.Folder, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ExecuteAsync(postgres.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Another_process_of_the_same_user_finds_the_connection_string_while_the_service_runs()
    {
        var file = EmbeddedPostgres.ConnectionStringFile(data.Folder);
        await using (await EmbeddedPostgres.StartAsync(data.Folder, Stop))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(1, await ExecuteAsync((await File.ReadAllTextAsync(file, Stop)).Trim(), "select 1"));
        }
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("fsync", "on")]
    [InlineData("synchronous_commit", "on")]
    [InlineData("full_page_writes", "on")]
    [InlineData("listen_addresses", "127.0.0.1")]
    [InlineData("unix_socket_directories", "")]
    [InlineData("server_encoding", "UTF8")]
    public async Task A_setting_that_matters_is_as_promised(string setting, string value)
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(data.Folder, Stop);

        Assert.Equal(value, await ExecuteAsync(postgres.ConnectionString, $"show {setting}"));
    }

    [Fact]
    public async Task Case_works_in_every_script() =>
        Assert.Equal("жц", await ExecuteAsync(await TestCluster.NewDatabaseAsync(Stop), "select lower('ЖЦ')"));
}
