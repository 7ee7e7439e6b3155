using System.Net;
using System.Text;

namespace Timeline.Cli.Frame;

/// <summary>Take-downs that were kept outside the database (<c>takedown --export</c>), for what was made before them.</summary>
internal static class TakeDowns
{
    /// <summary>Takes down again what has come back, and says how much that was.</summary>
    public static async Task ApplyAsync(string file, TextWriter output, CancellationToken ct)
    {
        var lines = (await File.ReadAllLinesAsync(file, ct)).Where(line => line.Length > 0).ToList();
        await using var own = await OwnService.StartAsync(records: true, ct);
        using var client = new HttpClient { BaseAddress = own.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", own.Token);
        var applied = 0;
        foreach (var line in lines)
        {
            using var body = new StringContent(line, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync("takedowns", body, ct);
            if (answer.StatusCode == HttpStatusCode.Created)
                applied++;
            // The backup has it, or nothing that it is of.
            else if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Conflict)
                && await answer.Content.ReadAsStringAsync(ct) is var said && !said.Contains("nothing-there", StringComparison.Ordinal))
                throw new FailedException($"A take-down of {file} could not be applied: {said}");
        }

        await output.WriteLineAsync($"{applied} of {lines.Count} take-downs were applied again; the others are there, or what they are of is not.");
    }
}
