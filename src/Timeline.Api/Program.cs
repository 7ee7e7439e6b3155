using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Npgsql;
using Timeline.Api.Hosting;
using Timeline.Api.Http;
using Timeline.Api.Widget;
using Timeline.Store;
using Timeline.Store.Embedded;

if (args is ["codegen", ..])
    return await GeneratedCode.RunAsync(args);
// Until the service has started, nobody else listens to these.
using var starting = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    await using var app = await TimelineApp.CreateAsync(args, plant: true, ct: starting.Token);
    await app.StartAsync(starting.Token);
    terminated.Dispose();
    interrupted.Dispose();
    app.ShowBanner();
    // So that no reader waits until it is made.
    _ = Task.Run(() => WidgetModule.File.Answer);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception) when (starting.IsCancellationRequested)
{
    return 0;
}
catch (NpgsqlException error)
{
    await Console.Error.WriteLineAsync(Database.Explain(error));
    return 1;
}
catch (Exception error) when (error is EmbeddedPostgresException or ConfigurationException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
catch (Exception error) when (error is SocketException || error.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"The service cannot listen where it is told to: {error.Message.TrimEnd('.')}. Choose another address, such as --urls http://localhost:5081.");
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    starting.Cancel();
}
