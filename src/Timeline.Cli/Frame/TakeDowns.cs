using System.Net;
using System.Text;
using System.Text.Json;
using Timeline.Domain;
using Timeline.Domain.TakeDowns;
using Timeline.Domain.Values;

namespace Timeline.Cli.Frame;

/// <summary>Take-downs that were kept outside the database (<c>takedown --export</c>), for what was made before them.</summary>
/// <param name="file">Their file.</param>
/// <param name="lines">What stands in it, a take-down a line.</param>
internal sealed class TakeDowns(string file, IReadOnlyList<string> lines)
{
    /// <summary>The take-downs, oldest first.</summary>
    public IReadOnlyList<KeptTakeDown> Kept { get; } = [.. lines.Select((line, i) => Read(line, $"{file}, line {i + 1},"))];

    /// <summary>Reads a file, before anything is done with it.</summary>
    /// <exception cref="FailedException">It is none.</exception>
    public static async Task<TakeDowns> ReadAsync(string file, CancellationToken ct) =>
        new(file, await GivenFile.LinesAsync(file, ct));

    /// <summary>Takes down again what has come back, and says how much that was.</summary>
    /// <param name="before">How many were applied already.</param>
    /// <param name="output">Where it says so.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The stories of which something was taken down.</returns>
    public async Task<IReadOnlyCollection<string>> ApplyAsync(int before, TextWriter output, CancellationToken ct)
    {
        await using var own = await OwnService.StartAsync(records: true, ct);
        using var client = new HttpClient { BaseAddress = own.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", own.Token);
        // Their files may be in a folder that was copied, whatever the stories say of them.
        foreach (var asked in Kept.Select(k => k.Asked))
        {
            foreach (var picture in asked.Pictures.Select(PictureName.Of).OfType<string>())
                own.Pictures.Remove(picture, asked.Public);
        }

        var (applied, stories) = (before, new SortedSet<string>(StringComparer.Ordinal));
        foreach (var (i, line) in lines.Index())
        {
            using var body = new StringContent(line, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync("takedowns", body, ct);
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                applied++;
                stories.Add(Kept[i].Story);
            }

            // The backup has it, or nothing that it is of.
            else if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Conflict)
                && await answer.Content.ReadAsStringAsync(ct) is var said && !said.Contains("nothing-there", StringComparison.Ordinal))
                throw new FailedException($"A take-down of {file} could not be applied: {said}");
        }

        await output.WriteLineAsync($"{applied} of {lines.Count} take-downs were applied again; the others are there, or what they are of is not.");
        return stories;
    }

    private static KeptTakeDown Read(string line, string where)
    {
        try
        {
            return JsonSerializer.Deserialize<KeptTakeDown>(line, DomainJson.Stored) is { Story.Length: > 0 } kept
                ? kept
                : throw new JsonException("it names no story");
        }
        catch (JsonException error)
        {
            throw new FailedException($"{where} is no take-down as 'takedown --export' prints them: {error.Message}");
        }
    }
}
