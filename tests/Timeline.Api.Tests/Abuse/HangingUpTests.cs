using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Timeline.Api.Tests.Desk;
using Timeline.Api.Tests.Past;
using Timeline.Testing;

namespace Timeline.Api.Tests.Abuse;

/// <summary>Clients that go in the middle, or send what is no request: no fault of the service's, and nothing for whoever watches its log.</summary>
public sealed class HangingUpTests
{
    private const string Json = "application/json", Form = "application/x-www-form-urlencoded", Files = "multipart/form-data; boundary=x";
    private const string File = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n";

    private static readonly string[] Addresses =
    [
        "/stories/story", "/stories/story/timeline?limit=500", "/stories/story/timeline?limit=500&q=rally", "/stories/story/changes?after=0", "/stories/story/history",
        "/stories/story/archive", "/stories/story/live?after=0", "/stories/story/replay?speed=1000000", "/stories/nothing", "/nothing", "/takedowns",
    ];

    private enum Way
    {
        Reset, Close, SendNoMore,
    }

    [Fact]
    public async Task Whoever_hangs_up_while_they_send_or_are_answered_is_no_error_in_the_log_and_all_others_are_served()
    {
        var log = new ErrorLog();
        await using var service = await TestService.StartAsync(before: app => app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log));
        var counted = new ConcurrentQueue<int>();
        using var meters = Counting(service, counted);
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("rallies", Editing.Rally());
        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => service.RecordAsync("rallies", new
        {
            when = new { edtf = "2021-01-23" },
            headline = "A rally",
            claims = Enumerable.Range(0, 18).Select(_ => new { by = "X", verb = "says", quote = new string('x', 5_000) }),
        })));
        using var anna = await DeskVisitor.SignedInAsync(service);
        using var all = service.SignedAs("test-editor", "editor", "legal", "archivist");
        var authorization = $"Authorization: {all.DefaultRequestHeaders.Authorization}\r\n";
        var cookie = $"Cookie: {anna.Cookies.GetCookieHeader(new(service.Address, "/desk"))}\r\n";
        var page = $"Accept: text/html\r\n{cookie}";
        (string Line, string Headers, string Type, string Body)[] posts =
        [
            ("POST /stories/story/rallies", authorization, Json, "{\"headline\":"),
            ("POST /stories/story/rallies", authorization, Json, "{\"when\":{\"edtf\":\"2021-01-23\"},\"headline\":\"A rally\"}"),
            ($"POST /stories/story/entries/{entry}/corrections", authorization + "If-Match: *\r\n", Json, "{\"class\":"),
            ("PUT /people/anna", authorization, Json, "{\"name\":"),
            ("POST /pictures", authorization, Files, File),
            ("POST /desk/pictures", page + "X-Requested-With: XMLHttpRequest\r\n", Files, File),
            ("POST /desk/sign-in", "Accept: text/html\r\n", Form, "name=anna&link="),
            ("POST /desk/stories/story/record/rally", page, Form, "headline=A+rally&when="),
            ("POST /desk/stories/story/record/rally", page, Files, File),
        ];
        string[] whole =
        [
            .. posts.Select(p => Whole(p.Line, p.Headers, p.Type, p.Body)), .. Addresses.Select(address => Read(address, authorization)),
            Read("/desk/stories/story", page), Read("/desk/stories/nothing", page), Read($"/desk/stories/story/entries/{entry}", page),
        ];
        string[] requests =
        [
            .. whole, .. Addresses.Select(address => Read(address, "Accept: text/html\r\n")),
            .. posts.SelectMany(p => new[] { Half(p.Line, p.Headers, p.Type, p.Body), Chunk(p.Line, p.Headers, p.Type, p.Body) }),
        ];
        // Each comes as far as it should.
        foreach (var request in whole)
        {
            var status = await StatusAsync(service, request);
            Assert.True(request.Contains("/nothing ", StringComparison.Ordinal) ? status is "404" : status is "200" or "201" or "400", $"{status} {request}");
        }

        await Parallel.ForEachAsync(
            from round in Enumerable.Range(0, 12) from request in requests from way in Enum.GetValues<Way>() select (request, way, round),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Expect.Stop },
            (sent, ct) => HangUpAsync(service, sent.request, sent.way, TimeSpan.FromMilliseconds(2 * sent.round), ct));

        await service.RecordAsync("rallies", Editing.Rally());
        Assert.Equal(HttpStatusCode.OK, (await service.ReadAsync("/stories/story/timeline")).Status);
        // It waits for whatever is still on its way.
        await service.App.StopAsync(Expect.Stop);
        Assert.True(log.Said.IsEmpty, string.Join('\n', log.Said.GroupBy(said => said).Select(said => $"{said.Count()} times: {said.Key}")));
        Assert.DoesNotContain(counted, status => status >= 500);
        Assert.Contains(StatusCodes.Status499ClientClosedRequest, counted);
    }

    [Fact]
    public async Task A_form_that_is_not_ours_is_refused_and_fills_no_log()
    {
        var log = new ErrorLog(LogLevel.Warning);
        await using var service = await TestService.StartAsync(
            before: app => app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log), settings: "--Logging:LogLevel:Default=Warning");
        using var shown = await service.Public.GetAsync("/desk/sign-in", Expect.Stop);
        var token = DeskVisitor.TokenOf(await shown.Content.ReadAsStringAsync(Expect.Stop));
        string[] cookies = ["", "Cookie: timeline-desk-form=x\r\n", $"Cookie: timeline-desk-form={token}\r\n", "Cookie: timeline-desk=x; timeline-desk-form=CfDJ8\r\n"];
        string[] bodies = ["name=Mallory", "__RequestVerificationToken=x", $"__RequestVerificationToken={token}"];

        foreach (var (cookie, body) in from cookie in cookies from body in bodies select (cookie, body))
            Assert.Equal("400", await StatusAsync(service, Whole("POST /desk/sign-in", $"Accept: text/html\r\n{cookie}", Form, body)));
        foreach (var cookie in cookies)
            Assert.Equal("200", await StatusAsync(service, Read("/desk/sign-in", $"Accept: text/html\r\n{cookie}")));

        Assert.Empty(log.Said);
    }

    [Fact]
    public async Task A_size_of_a_chunk_that_is_none_is_the_senders_fault_and_no_error_in_the_log()
    {
        var log = new ErrorLog();
        await using var service = await TestService.StartAsync(before: app => app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log));
        await service.OpenAsync();
        using var anna = await DeskVisitor.SignedInAsync(service);
        var authorization = $"Authorization: {service.Editor.DefaultRequestHeaders.Authorization}\r\n";
        var page = $"Accept: text/html\r\nCookie: {anna.Cookies.GetCookieHeader(new(service.Address, "/desk"))}\r\n";
        (string Line, string Headers, string Type, string Status)[] requests =
        [
            ("POST /stories/story/arrests", authorization, Json, "400"),
            ("PUT /people/anna", authorization, Json, "400"),
            ("POST /pictures", authorization, Files, "400"),
            ("POST /desk/sign-in", "Accept: text/html\r\n", Form, "400"),
            ("POST /desk/stories/story/record/rally", page, Form, "400"),
            ("POST /desk/stories/story/record/rally", page, Files, "400"),
            // Nobody reads these but the server itself.
            ("POST /stories/story/arrests", "", Json, "401"),
            ("GET /stories/story", "", Json, "200"),
        ];

        foreach (var (line, headers, type, status) in requests)
        {
            foreach (var size in (string[])["g", "-1", "80000000", "ffffffffffffffff"])
                Assert.Equal($"{size} {line} {status}", $"{size} {line} {await StatusAsync(service, Post(line, headers, type, "Transfer-Encoding: chunked", $"{size}\r\nx"))}");
        }

        await service.App.StopAsync(Expect.Stop);
        Assert.Empty(log.Said);
    }

    private static string Read(string address, string headers) => $"GET {address} HTTP/1.1\r\nHost: HOST\r\n{headers}\r\n";

    private static string Half(string line, string headers, string type, string body) => Post(line, headers, type, $"Content-Length: {(2 * body.Length) + 100}", body);

    private static string Whole(string line, string headers, string type, string body) => Post(line, headers, type, $"Content-Length: {body.Length}", body);

    private static string Chunk(string line, string headers, string type, string body) => Post(line, headers, type, "Transfer-Encoding: chunked", $"{body.Length:x}\r\n{body}\r\n5");

    private static string Post(string line, string headers, string type, string length, string body) =>
        $"{line} HTTP/1.1\r\nHost: HOST\r\nContent-Type: {type}\r\n{length}\r\n{headers}\r\n{body}";

    private static async ValueTask HangUpAsync(TestService service, string request, Way way, TimeSpan after, CancellationToken ct)
    {
        using var client = await SentAsync(service, request, ct);
        await Task.Delay(after, ct);
        if (way == Way.SendNoMore)
        {
            client.Shutdown(SocketShutdown.Send);
            await Task.Delay(after, ct);
        }

        client.LingerState = new(way == Way.Reset, 0);
    }

    private static async Task<string> StatusAsync(TestService service, string request)
    {
        using var client = await SentAsync(service, request, Expect.Stop);
        var (line, read) = (new byte["HTTP/1.1 200".Length], 0);
        while (read < line.Length)
        {
            var more = await client.ReceiveAsync(line.AsMemory(read), Expect.Stop);
            Assert.True(more > 0, request);
            read += more;
        }

        return Encoding.ASCII.GetString(line)[^3..];
    }

    private static async Task<Socket> SentAsync(TestService service, string request, CancellationToken ct)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(IPAddress.Loopback, service.Address.Port, ct);
        await client.SendAsync(Encoding.ASCII.GetBytes(request.Replace("HOST", service.Address.Authority, StringComparison.Ordinal)), ct);
        return client;
    }

    /// <summary>Counts a service's answers by their status, as an operator does.</summary>
    private static MeterListener Counting(TestService service, ConcurrentQueue<int> counted)
    {
        var own = service.App.Services.GetRequiredService<IMeterFactory>();
        var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "http.server.request.duration" && instrument.Meter.Scope == own)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var (name, value) in tags)
            {
                if (name == "http.response.status_code")
                    counted.Enqueue((int)value!);
            }
        });
        meters.Start();
        return meters;
    }
}
