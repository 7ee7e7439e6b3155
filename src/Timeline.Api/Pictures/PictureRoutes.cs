using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Timeline.Api.Http;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Pictures;

namespace Timeline.Api.Pictures;

/// <summary>A picture that was taken in: what <c>media</c> of an entry takes, with what the file said of itself.</summary>
/// <param name="Url">Its address below the service's own.</param>
/// <param name="Width">Its width, in pixels.</param>
/// <param name="Height">Its height, in pixels.</param>
/// <param name="Creator">See <see cref="Media"/>; absent where the file does not say, as the rest.</param>
/// <param name="Credit">See <see cref="Media"/>.</param>
/// <param name="Copyright">See <see cref="Media"/>.</param>
/// <param name="Licence">See <see cref="Media"/>.</param>
/// <param name="Caption">See <see cref="Media"/>.</param>
/// <param name="Alt">See <see cref="Media"/>.</param>
public sealed record UploadedPicture(
    string Url, int Width, int Height, string? Creator, string? Credit, string? Copyright, string? Licence, string? Caption, string? Alt);

/// <summary>Why a picture is not taken in.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The problem's code.</param>
/// <param name="Why">What is wrong with it, or with taking it in now.</param>
internal sealed record NotTaken(int Status, string Code, Sentence Why)
{
    /// <summary>The same as an answer.</summary>
    public ProblemHttpResult In(Language words) => Problems.Of(Status, Code, Why.In(words), Status == 422 ? [new(PictureRoutes.File, Why)] : []);
}

/// <summary>Pictures that are uploaded here, and sent from here.</summary>
internal static class PictureRoutes
{
    /// <summary>The name of the file in its form.</summary>
    public const string File = "file";

    public static void MapPictures(this WebApplication app)
    {
        app.MapPost("/pictures", (HttpContext context, PictureFolder pictures, Decoding decoding, Limits limits) =>
                UploadAsync(context, pictures, decoding, limits, Language.Programs))
            .RequireAuthorization(Roles.Contributor)
            .WithTags("Record").WithName("UploadPicture").WithSummary("Upload a picture (multipart/form-data, one file): name its url in media")
            .Accepts<IFormFile>("multipart/form-data").Produces<UploadedPicture>(201)
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(429).ProducesProblem(451).ProducesProblem(503);
        app.MapMethods("/pictures/{picture}", AnswerSending.Reads, SendAsync).WithTags("Read").ExcludeFromDescription();
    }

    /// <summary>Takes in the one file of a form, whoever sends it, and says in a language why not.</summary>
    public static async Task<IResult> UploadAsync(HttpContext context, PictureFolder pictures, Decoding decoding, Limits limits, Language words)
    {
        var most = (long)limits.PictureMegabytes << 20;
        if (!pictures.IsKept)
            return NoFolder.In(words);
        if (context.Request.ContentLength > most + 65_536)
            return TooLarge(limits).In(words);
        if (!context.Request.HasFormContentType)
            return Problems.Of(415, "wrong-content-type", "Send the picture as multipart/form-data, with one file.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = most + 65_536;
        try
        {
            await context.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = most }, context.RequestAborted);
        }
        // By its words alone the framework tells what is too large from what is no form.
        catch (InvalidDataException error) when (error.Message.Contains("body length limit", StringComparison.Ordinal))
        {
            return TooLarge(limits).In(words);
        }
        catch (Exception error) when (IsMalformed(error))
        {
            return Problems.Of(400, "malformed-form", "The form is not multipart/form-data as RFC 7578 has it: a boundary or a header in it is wrong or missing.");
        }

        if (context.Request.Form.Files is not [{ Length: > 0 } sent])
            return Problems.Of(400, "no-file", Sentence.Of("refused.no-file").In(words));
        var (picture, why) = await TakeInAsync(sent, pictures, decoding, limits, context.RequestAborted);
        if (picture is null)
            return why!.In(words);
        context.Response.Headers.Location = picture.Url;
        return TypedResults.Json(picture, Store.Projections.AnswerJson.Options, statusCode: StatusCodes.Status201Created);
    }

    /// <summary>Whether a form could not be read since it is none: the framework says so by these, and by the second where it breaks off.</summary>
    public static bool IsMalformed(Exception error) => error is InvalidDataException || error.GetType() == typeof(IOException);

    /// <summary>Takes in a file, or says why not.</summary>
    public static async Task<(UploadedPicture? Picture, NotTaken? Why)> TakeInAsync(
        IFormFile sent, PictureFolder pictures, Decoding decoding, Limits limits, CancellationToken ct)
    {
        if (!pictures.IsKept)
            return (null, NoFolder);
        if (sent.Length > (long)limits.PictureMegabytes << 20)
            return (null, TooLarge(limits));
        using var buffer = new MemoryStream((int)sent.Length);
        await sent.CopyToAsync(buffer, ct);
        return await decoding.RunAsync(buffer.ToArray(), ct) switch
        {
            null => (null, new(429, "too-many-pictures", Sentence.Of("refused.pictures-busy"))),
            (null, { } why) => (null, new(422, "no-picture", why)),
            ({ } picture, _) => await pictures.KeepAsync(picture.Bytes, picture.Ending, ct) is { } name
                ? (Of(PictureName.Path + name, picture), null)
                : (null, new(451, "removed-picture", Sentence.Of("refused.picture-removed"))),
            _ => throw new InvalidOperationException("A picture is one, or there is a reason."),
        };
    }

    /// <summary>Sends a picture's file as it is.</summary>
    public static IResult Send(HttpContext context, FileInfo file)
    {
        // Nothing in it runs, whatever a browser takes it for.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.PhysicalFile(file.FullName, file.Extension == ".webp" ? "image/webp" : "image/jpeg",
            entityTag: new EntityTagHeaderValue($"\"{file.Name[..16]}\""), enableRangeProcessing: true);
    }

    private static async Task<IResult> SendAsync(string picture, HttpContext context, TimelineDatabase db, PictureFolder pictures, TimeProvider time)
    {
        if (!PictureName.IsOne(picture))
            return Unknown;
        if (Problems.Removed(pictures.RemovedAs(picture), "This picture was removed") is { } removed)
            return removed;
        if (pictures.Find(picture) is not { } file || await db.PictureUseAsync(picture, context.RequestAborted) is not { } use)
            return Unknown;
        var left = use.Until - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return Problems.Of(410, "picture-over", "This picture might be shown for a time alone, and that is over.");
        var lifetime = CacheLifetime.Picture(use.Stories, left);
        context.Response.Headers.CacheControl = lifetime.CacheControl;
        context.Response.Headers["Surrogate-Control"] = lifetime.SurrogateControl;
        context.Response.Headers["Surrogate-Key"] = lifetime.SurrogateKey;
        return Send(context, file);
    }

    // Whether it is one of a draft, nobody is told.
    private static ProblemHttpResult Unknown => Problems.Of(404, "unknown-picture", "There is no picture at this address, or none that the public may see.");

    private static NotTaken NoFolder => new(503, "no-picture-folder", Sentence.Of("refused.picture-folder"));

    /// <summary>That a file is larger than what is taken.</summary>
    public static NotTaken TooLarge(Limits limits) => new(413, "too-large", Sentence.Of("refused.picture-large", limits.PictureMegabytes));

    private static UploadedPicture Of(string url, Reencoded picture) => new(
        url, picture.Width, picture.Height, picture.Rights.Creator, picture.Rights.Credit, picture.Rights.Copyright, picture.Rights.Licence,
        picture.Rights.Caption, picture.Rights.Alt);
}
