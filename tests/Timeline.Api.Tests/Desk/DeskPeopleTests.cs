using System.Net;

namespace Timeline.Api.Tests.Desk;

/// <summary>The register at the desk.</summary>
public sealed class DeskPeopleTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Somebody_is_registered_changed_and_merged_by_forms()
    {
        await _service.RegisterAsync("mara-tolven", "Mara Tolven");
        using var anna = await DeskVisitor.SignedInAsync(_service);
        Assert.Contains("/desk/people/m-tolven/record?name=M.%20Tolven", await anna.TextAsync("/desk/people?q=M.+Tolven"), StringComparison.Ordinal);

        await SendAsync(anna, "m-tolven/record", ("type", "person"), ("name", "M. Tolven"), ("visibility", "private"));
        var form = await anna.TextAsync("/desk/people/m-tolven/record");
        Assert.Contains("name=\"name\" value=\"M. Tolven\"", form, StringComparison.Ordinal);
        (string, string)[] changed = [("type", "person"), ("name", "M. Tolven"), ("description", "a minister"), ("visibility", "private")];
        using (var blind = await anna.PostAsync("/desk/people", "/desk/people/m-tolven/record", changed))
            Assert.NotEqual(HttpStatusCode.Redirect, blind.StatusCode);
        await SendAsync(anna, "m-tolven/record", [.. changed, ("seen", DeskVisitor.Hidden(form, "seen"))]);
        Assert.Contains("a minister", await anna.TextAsync("/desk/people?q=tolven"), StringComparison.Ordinal);

        using (var nobody = await anna.PostAsync("/desk/people/m-tolven/merge", "/desk/people/m-tolven/merge", ("into", "Nobody Atall")))
            Assert.Contains("is the name of nobody in the register, or of several", await nobody.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
        var done = await SendAsync(anna, "m-tolven/merge", ("into", "Mara Tolven"));
        const string Undo = "href=\"/desk/people/m-tolven/merge-undo\"";
        Assert.Contains(Undo, await anna.TextAsync(done), StringComparison.Ordinal);
        using (var carla = await DeskVisitor.SignedInAsync(_service, "carla", "contributor"))
            Assert.DoesNotContain(Undo, await carla.TextAsync(done), StringComparison.Ordinal);
        Assert.DoesNotContain("a minister", await anna.TextAsync("/desk/people?q=tolven"), StringComparison.Ordinal);
        await SendAsync(anna, "m-tolven/merge-undo");
        Assert.Contains("a minister", await anna.TextAsync("/desk/people?q=tolven"), StringComparison.Ordinal);
        Assert.DoesNotContain(Undo, await anna.TextAsync(done), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_in_an_entry_is_meant_by_their_name_in_what_is_added_to_it_too()
    {
        var (entry, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "Mara is there", people = new[] { new { id = "mara-holt", name = "Mara Holt" } } });
        using var anna = await DeskVisitor.SignedInAsync(_service);
        var address = $"/desk/stories/story/entries/{entry}/figures";

        var sent = await anna.SendShownAsync(await anna.TextAsync(address), ("figure.what", "people"), ("figure.amount", "40"), ("figure.by", "Mara Holt"));

        Assert.True(sent.Status == HttpStatusCode.Redirect, sent.Html);
        Assert.Equal("mara-holt", (string?)(await _service.GetAsync($"/stories/story/entries/{entry}"))["figures"]![0]!["by"]);
    }

    [Fact]
    public async Task A_name_of_more_people_than_are_looked_through_is_nobodys()
    {
        await _service.RegisterAsync("orla-a", "Orla Vint");
        foreach (var other in Enumerable.Range(1, 8))
            await _service.RegisterAsync($"orla-b{other}", $"Orla Vint of town {other}");
        await _service.RegisterAsync("orla-c", "Orla Vint");
        await _service.RegisterAsync("o-vint", "O. V.");
        using var anna = await DeskVisitor.SignedInAsync(_service);

        using var merged = await anna.PostAsync("/desk/people", "/desk/people/o-vint/merge", ("into", "Orla Vint"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, merged.StatusCode);
    }

    // To where it led.
    private static async Task<string> SendAsync(DeskVisitor visitor, string address, params (string, string)[] fields)
    {
        using var sent = await visitor.PostAsync("/desk/people", "/desk/people/" + address, fields);
        Assert.True(sent.StatusCode == HttpStatusCode.Redirect, await sent.Content.ReadAsStringAsync(Expect.Stop));
        return sent.Headers.Location!.ToString();
    }
}
