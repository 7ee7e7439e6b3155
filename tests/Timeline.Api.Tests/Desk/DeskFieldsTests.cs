using Timeline.Api.Desk.Forms;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;

namespace Timeline.Api.Tests.Desk;

/// <summary>What forms ask for, in words.</summary>
public sealed class DeskFieldsTests
{
    [Theory]
    [InlineData("de")]
    [InlineData("ru")]
    [InlineData("ar")]
    public void Every_field_of_every_form_is_said_in_a_whole_language(string tag)
    {
        var words = Language.Of(tag);
        var fields = KindList.All.SelectMany(k => FormFields.Of(k).Select(f => (Kind: k.Name, Field: f)))
            .Concat(DeskCommands.Entries.Where(r => r.BodyType is not null).SelectMany(r => KindField.Of(r.BodyType!).Select(f => (Kind: r.Route, Field: f))))
            .Concat(DeskCommands.Stories.Where(r => r.BodyType is not null).SelectMany(r => KindField.Of(r.BodyType!).Select(f => (Kind: r.Route, Field: f))))
            .Concat(KindField.Of(typeof(OpenStory)).Select(f => (Kind: "open", Field: f)));
        var said = fields.SelectMany(f => FormFields.Parts(f.Field).Where(p => !FormFields.IsSilent(p)).Select(p => (Label: words.Field(f.Kind, f.Field, p), p.Label, p.Name))
            .Prepend((words.Field(f.Kind, f.Field), f.Field.Label, f.Field.Name)));

        // The changes of a correction are the fields of the entry.
        var missing = string.Join(' ', said.Where(s => s.Item1 == s.Item2 && words.Find("field." + s.Name) is null && s.Name != "changes").Select(s => s.Name).Distinct().Order());
        Assert.True(missing.Length == 0, missing);
    }
}
