using System.Text.Json.Nodes;
using Timeline.Api.Http;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Proof.Checkpoints;

namespace Timeline.Api.Past;

/// <summary>Signed checkpoints, for archivists, and the keys to check them with, for everybody.</summary>
internal static class Checkpoints
{
    private const string JwkSet = "application/jwk-set+json";

    public static void MapCheckpoints(this WebApplication app)
    {
        app.MapMethods("/.well-known/timeline-keys.json", AnswerSending.Reads, (CheckpointKeys keys) =>
                TypedResults.Text(keys.ToJwkSet().ToJsonString(AnswerJson.Options), JwkSet)).WithTags("Read")
            .WithName("GetCheckpointKeys").WithSummary("The public keys of signed checkpoints: a JWK Set (RFC 7517)")
            .Produces<JwkSetAnswer>(200, JwkSet);
        app.MapMethods("/checkpoints", AnswerSending.Reads, ListAsync).WithTags("Read")
            .RequireAuthorization(Roles.Archivist)
            .WithName("ListCheckpoints").WithSummary("Every signed checkpoint, oldest first: each a JWS (RFC 7515)")
            .WithMetadata(AnswerHeader.NotKept).Produces<CheckpointList>();
        app.MapPost("/checkpoints", MakeAsync)
            .RequireAuthorization(Roles.Archivist)
            .WithTags("Administer").WithName("MakeCheckpoint").WithSummary("Sign the last event of every story as it is now")
            .Produces<CheckpointAnswer>(201).ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(HttpContext context, TimelineDatabase db)
    {
        context.Response.Headers.CacheControl = CacheLifetime.Private.CacheControl;
        return TypedResults.Json(new CheckpointList(await db.CheckpointsAsync(context.RequestAborted)), AnswerJson.Options);
    }

    private static async Task<IResult> MakeAsync(HttpContext context, TimelineDatabase db, CheckpointKeys keys)
    {
        if (!keys.CanSign)
        {
            return Problems.Of(409, "no-checkpoint-key",
                "This service has no key to sign with. Set Checkpoints__Keys to a folder with one, or TIMELINE_DATA to a folder that stays.");
        }

        var jws = await db.MakeCheckpointAsync(keys, ct: context.RequestAborted);
        return TypedResults.Json(new CheckpointAnswer(jws!), AnswerJson.Options, statusCode: 201);
    }
}

/// <summary>Public keys (RFC 7517).</summary>
/// <param name="Keys">Each a JWK of the curve P-256.</param>
internal sealed record JwkSetAnswer(IReadOnlyList<JsonObject> Keys);

/// <summary>The checkpoints of a database.</summary>
/// <param name="Checkpoints">Each a JWS in compact serialization, oldest first.</param>
internal sealed record CheckpointList(IReadOnlyList<string> Checkpoints);

/// <summary>A checkpoint that was made.</summary>
/// <param name="Checkpoint">A JWS in compact serialization.</param>
internal sealed record CheckpointAnswer(string Checkpoint);
