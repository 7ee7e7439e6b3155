namespace Timeline.Api.Hosting;

/// <summary>The service cannot start as it is configured; the message says what to set.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
