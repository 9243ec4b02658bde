namespace Kws.Tts.Engines;

/// <summary>The engine cannot be reached, is missing or failed. Mapped to <c>UNAVAILABLE</c>.</summary>
internal sealed class EngineUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>More jobs wait for a voice than the engine allows. Mapped to <c>RESOURCE_EXHAUSTED</c>.</summary>
internal sealed class EngineBusyException(string message) : Exception(message);
