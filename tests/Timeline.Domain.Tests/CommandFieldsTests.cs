using Timeline.Domain.Kinds;

namespace Timeline.Domain.Tests;

/// <summary>What a form is made of is what its command takes.</summary>
public class CommandFieldsTests
{
    [Fact]
    public void The_fields_of_a_command_are_all_that_its_body_may_have() => Assert.All(
        CommandReader.Editorial.Select(r => (r.Route, r.BodyType)).Concat(CommandReader.OfStory.Select(r => (r.Route, r.BodyType))).Where(r => r.BodyType is not null),
        route => Assert.Equal(
            DomainJson.Strict.GetTypeInfo(route.BodyType!).Properties.Select(p => p.Name).Order(),
            KindField.Of(route.BodyType!).Select(f => f.Name).Order()));
}
