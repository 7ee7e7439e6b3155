using Timeline.Api.Desk;
using Timeline.Api.Desk.SigningIn;
using Timeline.Api.Http;
using Timeline.Api.Recording;

namespace Timeline.Api.Hosting;

internal static class Banner
{
    /// <summary>Says where to look.</summary>
    public static void ShowBanner(this WebApplication app)
    {
        var url = app.Urls.FirstOrDefault() ?? "http://localhost:5080";
        Console.WriteLine($"""
            Timeline on {app.Services.GetRequiredService<Database>().Where}
              Page       {url}/
              Stories    {url}/stories
              API        {url}/swagger
              Desk       {url}{(app.Environment.IsDevelopment() ? app.Services.GetRequiredService<SignInLinks>().Make(Roles.Editor) : null) ?? DeskAddress.Home}
            """);
        if (app.Environment.IsDevelopment())
            Console.WriteLine($"  Timeline   {url}/stories/{FirstStory.Id}/timeline");
        // Whom an authority signs in, our own tokens do not help.
        if (app.Environment.IsDevelopment() && string.IsNullOrEmpty(app.Configuration["Auth:Authority"]))
            Console.WriteLine("  Token      dotnet run --project src/Timeline.Cli -- token --role editor");
        Console.WriteLine("Press Ctrl-C to stop.");
    }
}
