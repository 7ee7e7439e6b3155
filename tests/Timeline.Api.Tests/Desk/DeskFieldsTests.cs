using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Timeline.Api.Desk.Forms;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

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

    // Who says something is no doer, and what a figure is of is not what is banned.
    [Theory]
    [InlineData("de", "arrest", "by", "Durch")]
    [InlineData("de", "arrest", "claims[0].by", "Was andere sagen 1: Wer es sagt")]
    [InlineData("de", "corrections", "claims[0].by", "Was andere sagen 1: Wer es sagt")]
    [InlineData("de", "corrections", "when.note", "Wann: Zusatz zum Datum")]
    [InlineData("de", "incident", "dead[0].by", "Tote 1: Nach Angaben von")]
    [InlineData("de", "replies", "by", "Wer entgegnet")]
    [InlineData("ru", "ban", "of", "Что запрещено")]
    [InlineData("ru", "ban", "figures[1].of", "Числа 2: Доля от чего")]
    [InlineData("en", "arrest", "claims[0].by", "What others say 1: By")]
    public void A_field_is_called_by_what_it_is_asked_for(string tag, string kind, string path, string called) =>
        Assert.Equal(called, FormModel.Label(Language.Of(tag), kind, path));

    [Theory]
    [InlineData("2030-01-01T00:00:00+03:00", "2030-01-01T00:00")]
    [InlineData("2029-12-31T21:00:05Z", "2030-01-01T00:00:05")]
    [InlineData("2030-01-01T00:00", "2030-01-01T00:00")]
    [InlineData("never", "never")]
    public void An_instant_comes_back_in_a_form_as_it_was_written(string sent, string shown) =>
        Assert.Equal(shown, new FormModel(Language.English, "embargo", []) { Zone = "Europe/Moscow" }.Clock(sent));

    [Fact]
    public void A_form_asks_for_all_that_its_command_takes() => Assert.All(
        DeskCommands.Entries.Select(r => r.BodyType).Concat(DeskCommands.Stories.Select(r => r.BodyType)).OfType<Type>().Distinct(),
        type => Assert.Equal(CheckedField.Of(type).Select(f => f.Name).Order(), KindField.Of(type).Select(f => f.Name).Order()));

    [Fact]
    public void Whatever_the_code_refuses_with_is_said_and_nothing_else_is()
    {
        Assembly[] ours = [typeof(Refusal).Assembly, typeof(Timeline.Store.TimelineStore).Assembly, typeof(FormFields).Assembly];
        var asked = ours.SelectMany(Literals).Concat(ours.SelectMany(a => a.GetTypes()).SelectMany(t => t.GetProperties())
            .SelectMany(p => p.GetCustomAttributes<ValidationAttribute>()).Select(a => a.ErrorMessage)).OfType<string>().Where(IsKey);
        var said = Language.English.Keys.Where(IsKey).Select(key => Regex.Replace(key, @"\.(one|other|desk)$", ""));

        Assert.Equal(said.Distinct().Order(StringComparer.Ordinal), asked.Distinct().Order(StringComparer.Ordinal));

        static bool IsKey(string text) => Regex.IsMatch(text, @"^(refused|noted)\.[a-z.-]+$");
    }

    [Theory]
    [InlineData("en", "The date is empty")]
    [InlineData("de", "Das Datum ist leer")]
    public void A_refusal_in_a_line_names_fields_as_forms_do(string tag, string begins)
    {
        var refusal = Refusal.Invalid([new("changes.when.edtf", Sentence.Of("refused.date-empty"))]);
        var said = FormModel.Why(Language.Of(tag), refusal.Sentence, refusal.Fields);
        Assert.Contains(": " + begins, said, StringComparison.Ordinal);
        Assert.DoesNotContain("changes", said, StringComparison.Ordinal);
        Assert.DoesNotContain("edtf", said, StringComparison.Ordinal);
    }

    // The texts in an assembly's code (ECMA-335, II.24.2.4).
    private static List<string> Literals(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var (texts, metadata) = (new List<string>(), file.GetMetadataReader());
        for (var at = metadata.GetNextHandle(MetadataTokens.UserStringHandle(0)); !at.IsNil; at = metadata.GetNextHandle(at))
            texts.Add(metadata.GetUserString(at));
        return texts;
    }
}
