namespace Timeline.Api.Http;

/// <summary>A worked example of a route's body.</summary>
internal sealed record BodyExample(object Value);

/// <summary>The type as which a property of another type, which holds finished JSON, is sent.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SentAsAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;
}
