namespace Timeline.Api.Http;

/// <summary>The service cannot start as it is configured; the message says what to set.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
