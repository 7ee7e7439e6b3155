using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.Tokens;

namespace Timeline.Api.Http;

/// <summary>
/// Tokens that cannot be checked, as whoever signs them is out of reach and its keys are not known yet: nobody can say that
/// they are bad, and a new one would help nobody.
/// </summary>
internal static class UncheckedTokens
{
    private static readonly object Mark = new();

    private static readonly ProblemHttpResult Problem = Problems.Of(503, "sign-in-unavailable",
        "Whoever signs the tokens (Auth__Authority) cannot be reached, so that this one cannot be checked. Nothing was stored; try again in a moment.");

    /// <summary>What they do in the course of a request.</summary>
    public static JwtBearerEvents Events { get; } = new()
    {
        OnAuthenticationFailed = async context =>
        {
            // What is no token at all needs no keys.
            if (context.Exception is SecurityTokenMalformedException || context.Options.ConfigurationManager is not { } keys)
                return;
            try
            {
                await keys.GetConfigurationAsync(context.HttpContext.RequestAborted);
            }
            catch (Exception error) when (error is InvalidOperationException or IOException or HttpRequestException)
            {
                context.HttpContext.Items[Mark] = true;
            }
        },
        OnChallenge = async context =>
        {
            if (Of(context.HttpContext) is not { } problem)
                return;
            context.HandleResponse();
            await problem.ExecuteAsync(context.HttpContext);
        },
    };

    /// <summary>What is answered in place of 401 to a request whose token could not be checked; else null.</summary>
    public static ProblemHttpResult? Of(HttpContext context)
    {
        if (!context.Items.ContainsKey(Mark))
            return null;
        context.Response.Headers.RetryAfter = "5";
        return Problem;
    }
}
