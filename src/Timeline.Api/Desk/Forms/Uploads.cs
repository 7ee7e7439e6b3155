using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Timeline.Api.Http;
using Timeline.Api.Pictures;
using Timeline.Domain;
using Timeline.Store.Pictures;

namespace Timeline.Api.Desk.Forms;

/// <summary>Pictures that come with a form, from a browser without scripts: each is taken in, and its address fills the form as if it had been typed.</summary>
internal static class Uploads
{
    /// <summary>What the input of a file is called, below the group of fields that it fills.</summary>
    public const string File = "file";

    private const long MostText = 4 << 20;
    private const int MostFiles = 4;

    // A full entry has some 7,000, and somebody may be named in more places; a framework's 1,024 are soon reached.
    private const int MostFields = 50_000;

    /// <summary>Reads a form as far as its size, and those of its files, allow.</summary>
    public static async ValueTask<object?> ReadAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var (request, limits) = (invocation.HttpContext.Request, invocation.HttpContext.RequestServices.GetRequiredService<Limits>());
        // Scripts send one file by itself, which has limits of its own.
        if (!IsForm(request) && !IsText(request))
            return await next(invocation);
        // A file that is too large is refused at its own field, so that the text of its form is kept.
        var most = (MostFiles * ((long)limits.PictureMegabytes << 20)) + MostText;
        if (IsForm(request) && request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = most;
        try
        {
            await request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = most, ValueCountLimit = MostFields }, request.HttpContext.RequestAborted);
        }
        catch (Exception error) when (PictureRoutes.IsMalformed(error))
        {
            throw new BadHttpRequestException("The form cannot be read.", StatusCodes.Status400BadRequest, error);
        }

        return await next(invocation);
    }

    /// <summary>Takes the files of a form in, once it is known to be ours.</summary>
    public static async ValueTask<object?> TakeInAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (!IsForm(context.Request) || context.Request.Form.Files.Count == 0)
            return await next(invocation);
        var (services, form) = (context.RequestServices, context.Request.Form);
        var (fields, problems) = (form.ToDictionary(f => f.Key, f => f.Value), new List<FieldProblem>());
        foreach (var file in form.Files.Where(f => f.Length > 0 && f.Name.EndsWith("." + File, StringComparison.Ordinal)))
        {
            var (picture, why) = await PictureRoutes.TakeInAsync(file, services.GetRequiredService<PictureFolder>(),
                services.GetRequiredService<Decoding>(), services.GetRequiredService<Limits>(), context.RequestAborted);
            if (picture is null)
                problems.Add(new(file.Name, why!.Why));
            else
                Fill(fields, file.Name[..^File.Length], picture);
        }

        context.Request.Form = new FormCollection(fields);
        if (problems.Count > 0)
            context.Features.Set(new FilesNotTaken(problems));
        return await next(invocation);
    }

    /// <summary>Why files of a form were not taken in; none where all were, or none came.</summary>
    public static IReadOnlyList<FieldProblem> Problems(HttpContext context) => context.Features.Get<FilesNotTaken>()?.Problems ?? [];

    private static bool IsText(HttpRequest request) => HttpMethods.IsPost(request.Method)
        && request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is true;

    private static bool IsForm(HttpRequest request) => HttpMethods.IsPost(request.Method)
        && request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) is true && request.Headers.XRequestedWith != "XMLHttpRequest";

    private static void Fill(Dictionary<string, StringValues> fields, string prefix, UploadedPicture picture)
    {
        fields[prefix + "url"] = picture.Url;
        fields[prefix + "width"] = $"{picture.Width}";
        fields[prefix + "height"] = $"{picture.Height}";
        foreach (var (name, said) in new[]
        {
            ("creator", picture.Creator), ("credit", picture.Credit), ("copyright", picture.Copyright), ("licence", picture.Licence),
            ("caption", picture.Caption), ("alt", picture.Alt),
        })
        {
            if (said is not null && string.IsNullOrWhiteSpace(fields.GetValueOrDefault(prefix + name)))
                fields[prefix + name] = said;
        }
    }

    private sealed record FilesNotTaken(IReadOnlyList<FieldProblem> Problems);
}
