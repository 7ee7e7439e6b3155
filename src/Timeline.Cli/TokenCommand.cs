using System.CommandLine;
using System.Globalization;
using Timeline.Api.Desk.SigningIn;
using Timeline.Cli.Frame;
using Timeline.Store.Embedded;

namespace Timeline.Cli;

/// <summary><c>token</c>: prints a token, and nothing else, so that a shell can use it.</summary>
internal static class TokenCommand
{
    private const int MostHours = 24 * 366;

    public static Command Create()
    {
        var roles = new Option<string[]>("--role")
        {
            Description = "What its bearer may do; may be given more than once.",
            Required = true,
        };
        roles.AcceptOnlyFromAmong(TokenTerms.Contributor, TokenTerms.Editor, TokenTerms.Legal, TokenTerms.Archivist, TokenTerms.Admin);
        var subject = new Option<string>("--subject")
        {
            Description = "Who its bearer is: the actor of what is recorded with it.",
            DefaultValueFactory = _ => Environment.UserName is { Length: > 0 } user ? user : "editor",
        };
        subject.Validators.Add(result =>
        {
            if (!TokenTerms.IsSubject(result.GetValueOrDefault<string>()))
                result.AddError($"--subject must have 1 to {TokenTerms.LongestSubject} characters, not all of them blanks and none a control character.");
        });
        var hours = new Option<int>("--hours") { Description = "How long it is good for.", DefaultValueFactory = _ => 12 };
        hours.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var said }]
                && (!int.TryParse(said, CultureInfo.InvariantCulture, out var number) || number is < 1 or > MostHours))
                result.AddError($"--hours must be 1 to {MostHours}, not '{said}'.");
        });
        var desk = new Option<bool>("--desk")
        {
            Description = "Print a link in its place that signs its bearer in to the editors' desk, once.",
        };

        var command = new Command("token",
            "Print a token (JWT), signed with Auth__SigningKey or else with the data folder's key, which is made when missing.")
        {
            roles, subject, hours, desk,
        };
        command.SetAction(asked => asked.InvocationConfiguration.Output.WriteLine(
            Make(asked.GetValue(subject)!, asked.GetValue(roles)!, asked.GetValue(hours), asked.GetValue(desk))));
        return command;
    }

    private static string Make(string subject, string[] roles, int hours, bool desk)
    {
        if (Surroundings.Of("Auth__Authority") is { } authority)
            throw new FailedException($"Auth__Authority is set, so only tokens of {authority} are taken: get one there.");
        var key = Surroundings.Of("Auth__SigningKey") is { } text
            ? TokenTerms.Key(text) ?? throw new FailedException("Auth__SigningKey must be base64 of at least 32 bytes.")
            : DevelopmentKey.Read(DataFolder.Default);
        if (desk)
            return (Surroundings.Of("PublicUrl")?.TrimEnd('/') ?? "http://localhost:5080") + SignInLinks.Make(subject, roles, hours, key);
        var roleClaim = Surroundings.Of("Auth__RoleClaim") ?? "role";
        return Tokens.Make(subject, roles, hours, key,
            Surroundings.Of("Auth__Audience") is { } audience ? audience : TokenTerms.Issuer, roleClaim);
    }
}
