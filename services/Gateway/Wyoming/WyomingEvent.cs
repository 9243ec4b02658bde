using Kws.Gateway.Messages;

namespace Kws.Gateway.Wyoming;

/// <summary>What came from a client.</summary>
/// <param name="Type">Such as <c>audio-chunk</c>.</param>
/// <param name="Data">Of the header, and over it that of the data behind.</param>
/// <param name="Payload">Such as PCM; up to the next event alone.</param>
internal sealed record WyomingEvent(string Type, MessageFields Data, ReadOnlyMemory<byte> Payload);
