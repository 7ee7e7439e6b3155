using System.Security.Cryptography;
using Npgsql;

namespace Timeline.Store.Embedded;

/// <summary>
/// A private PostgreSQL cluster in a data folder: made at the first start, started and stopped with this object,
/// reached on a loopback port of its own, with PostgreSQL's default durability. When the process is killed, the server
/// stops too; what was committed is there at the next start.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Name = "timeline";
    private readonly Supervisor supervisor;
    private readonly FileStream folderLock;
    private int disposed;

    private EmbeddedPostgres(string folder, string connectionString, Supervisor supervisor, FileStream folderLock)
    {
        Folder = folder;
        ConnectionString = connectionString;
        this.supervisor = supervisor;
        this.folderLock = folderLock;
    }

    /// <summary>The data folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>For Npgsql: the database <c>timeline</c>, as superuser. Also in <see cref="ConnectionStringFile"/>.</summary>
    public string ConnectionString { get; }

    /// <summary>The file (mode 0600) from which another process learns the connection string while the cluster runs.</summary>
    public static string ConnectionStringFile(string folder) => Path.Combine(folder, "connection-string");

    /// <summary>Whether a data folder has a cluster, running or not.</summary>
    /// <exception cref="EmbeddedPostgresException">It has one that cannot be read.</exception>
    public static bool Exists(string folder) => ClusterFolder.Find(folder) is not null;

    /// <summary>Starts the cluster of a data folder, making it first if need be.</summary>
    /// <inheritdoc cref="StartAsync(EmbeddedPostgresOptions, CancellationToken)"/>
    public static Task<EmbeddedPostgres> StartAsync(string folder, CancellationToken cancellation = default) =>
        StartAsync(new EmbeddedPostgresOptions { Folder = folder }, cancellation);

    /// <summary>Starts the cluster that the options describe, making it first if need be.</summary>
    /// <exception cref="PostgresNotFoundException">PostgreSQL 15 or newer is not installed.</exception>
    /// <exception cref="DataFolderInUseException">Another process has a cluster running in the folder.</exception>
    /// <exception cref="EmbeddedPostgresException">Anything else that keeps the cluster from starting.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (OperatingSystem.IsWindows())
            throw new EmbeddedPostgresException("On Windows, bring a PostgreSQL: set ConnectionStrings__Timeline.");
        if (!options.Durable && !options.Ephemeral)
            throw new ArgumentException("Only a throw-away cluster may do without durability.", nameof(options));
        var folder = DataFolder.Create(options.Ephemeral
            ? Path.Combine(Path.GetTempPath(), $"timeline-{Path.GetRandomFileName()}")
            : options.Folder ?? DataFolder.Default);
        var folderLock = DataFolder.Lock(folder);
        try
        {
            return await StartAsync(folder, folderLock, options, cancellation);
        }
        catch
        {
            await folderLock.DisposeAsync();
            if (options.Ephemeral)
                ClusterFolder.Delete(folder);
            throw;
        }
    }

    /// <summary>Stops the server (open connections are cut, nothing committed is lost) and gives the folder back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;
        if (Directory.Exists(Folder))
            File.Delete(ConnectionStringFile(Folder));
        await supervisor.DisposeAsync();
        await folderLock.DisposeAsync();
    }

    private static async Task<EmbeddedPostgres> StartAsync(
        string folder, FileStream folderLock, EmbeddedPostgresOptions options, CancellationToken cancellation)
    {
        File.Delete(ConnectionStringFile(folder));
        var existing = ClusterFolder.Find(folder);
        var binaries = await PostgresBinaries.FindAsync(existing?.Major, cancellation);
        var passwordFile = Path.Combine(folder, "password");
        if (existing is not null && !File.Exists(passwordFile))
            throw new EmbeddedPostgresException(
                $"{passwordFile} is missing: put it back, for the cluster beside it cannot be opened without it.");
        var password = PrivateFile.ReadOrCreate(passwordFile, () => RandomNumberGenerator.GetHexString(40));

        if (existing is null)
            options.Progress?.Invoke($"Making a PostgreSQL {binaries.Major} cluster in {folder}.");
        var cluster = existing?.Path
            ?? await ClusterFolder.CreateAsync(folder, Name, password, binaries, !options.Ephemeral, cancellation);

        var (supervisor, port) = await Server.StartAsync(cluster, folder, binaries, options, cancellation);
        try
        {
            var connection = Connection(port, password);
            await EnsureDatabaseAsync(connection, cancellation);
            PrivateFile.Replace(ConnectionStringFile(folder), connection.ConnectionString);
            return new EmbeddedPostgres(folder, connection.ConnectionString, supervisor, folderLock);
        }
        catch
        {
            await supervisor.DisposeAsync();
            throw;
        }
    }

    private static NpgsqlConnectionStringBuilder Connection(int port, string password) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Username = Name,
        Password = password,
        Database = Name,
        // The way never leaves the machine: negotiating encryption would only cost round trips.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    private static async Task EnsureDatabaseAsync(NpgsqlConnectionStringBuilder connection, CancellationToken cancellation)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(connection.ConnectionString)
        {
            Database = "postgres",
            Pooling = false,
        };
        await using var server = NpgsqlDataSource.Create(maintenance);
        await using var find = server.CreateCommand($"select 1 from pg_database where datname = '{Name}'");
        if (await find.ExecuteScalarAsync(cancellation) is not null)
            return;
        await using var create = server.CreateCommand($"create database {Name}");
        await create.ExecuteNonQueryAsync(cancellation);
    }
}
