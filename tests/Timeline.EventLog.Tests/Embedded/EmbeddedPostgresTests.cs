using Npgsql;
using Timeline.Testing;

namespace Timeline.EventLog.Tests.Embedded;

public sealed class EmbeddedPostgresTests
{
    [Fact]
    public async Task A_test_database_answers()
    {
        var connection = await TestCluster.NewDatabaseAsync(TestContext.Current.CancellationToken);
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand("select lower('ЖЦ') || current_setting('fsync') || current_setting('synchronous_commit')");
        Assert.Equal("жцonon", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
