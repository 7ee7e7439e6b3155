using System.CommandLine;
using System.Text;
using Timeline.Cli.Frame;
using Timeline.Cli.Reading;

namespace Timeline.Cli;

/// <summary><c>checkpoint</c>: signs the heads of all stories, to be kept outside.</summary>
internal static class CheckpointCommand
{
    public static Command Create()
    {
        var all = new Option<bool>("--all") { Description = "Make none; print every one that was made, oldest first." };
        var keys = new Option<bool>("--keys") { Description = "Make none; print the public keys (a JWK Set), which verify needs." };
        var command = new Command("checkpoint", "Sign the last event of every story, and print that: a line (JWS) to be kept where " +
            "nobody who can write to the database can write. 'verify --checkpoint' proves later that all up to there is as it was.")
        {
            all, keys,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) && result.GetValue(keys))
                result.AddError("Of --all and --keys one is asked for at a time.");
        });
        Service.SetAction(command, async (asked, service, ct) =>
        {
            var output = asked.InvocationConfiguration.Output;
            if (asked.GetValue(keys))
            {
                await output.WriteLineAsync(Pages.Json(await service.GetAsync("/.well-known/timeline-keys.json", ct)));
            }
            else if (asked.GetValue(all))
            {
                foreach (var checkpoint in (await service.GetAsync("/checkpoints", ct))["checkpoints"]!.AsArray())
                    await output.WriteLineAsync((string?)checkpoint);
            }
            else
            {
                using var nothing = new StringContent("", Encoding.UTF8);
                await output.WriteLineAsync((string?)(await service.PostAsync("/checkpoints", nothing, ct))["checkpoint"]);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
