using Timeline.Api.Http;
using Timeline.Api.Pictures;
using Timeline.Store.Pictures;

namespace Timeline.Api.Desk;

/// <summary>Pictures as editors upload and see them: also those that the public does not see yet, or no longer.</summary>
internal static class DeskPictures
{
    public static void MapDeskPictures(this IEndpointRouteBuilder desk)
    {
        desk.MapPost("/desk/pictures", (HttpContext context, DeskPages pages, PictureFolder pictures, Decoding decoding, Limits limits) =>
            PictureRoutes.UploadAsync(context, pictures, decoding, limits, pages.Frame(context).Words)).RequireAuthorization(Roles.Contributor);
        desk.MapGet("/desk/pictures/{picture}", (string picture, HttpContext context, PictureFolder pictures) =>
        {
            if (pictures.Find(picture) is not { } file)
                return Results.NotFound();
            context.Response.Headers.CacheControl = "private, max-age=3600";
            return PictureRoutes.Send(context, file);
        });
    }
}
