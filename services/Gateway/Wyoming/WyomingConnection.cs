using Kws.Gateway.Messages;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Wyoming;

/// <summary>One client's events, one after the other.</summary>
/// <param name="reader">From the client.</param>
/// <param name="writer">To the client.</param>
/// <param name="wake">Its wake words.</param>
/// <param name="speech">Its speech.</param>
/// <param name="info">What the server offers.</param>
internal sealed class WyomingConnection(
    WyomingReader reader, WyomingWriter writer, WakeSession wake, SpeechSession speech, WyomingInfo info)
{
    /// <summary>Runs it until the client sends no more.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken) is { } received)
            await HandleAsync(received, cancellationToken);
    }

    // Events of other kinds of servers, and of newer protocols, are nothing to this one.
    private Task HandleAsync(WyomingEvent received, CancellationToken cancellationToken) => received.Type switch
    {
        "describe" => DescribeAsync(cancellationToken),
        "ping" => PongAsync(received.Data, cancellationToken),
        "detect" => wake.DetectAsync(received.Data, cancellationToken),
        "audio-start" => wake.StartAsync(received.Data, cancellationToken),
        "audio-chunk" => wake.ChunkAsync(received.Data, received.Payload, cancellationToken),
        "audio-stop" => wake.StopAsync(cancellationToken),
        "synthesize" => speech.SpeakAsync(received.Data, cancellationToken),
        "synthesize-start" => speech.StartAsync(received.Data, cancellationToken),
        "synthesize-chunk" => speech.PieceAsync(received.Data, cancellationToken),
        "synthesize-stop" => speech.StopAsync(cancellationToken),
        "transcribe" or "recognize" or "run-pipeline" => throw new InvalidRequestException(
            "type", received.Type, "describe, ping, detect, audio-*, synthesize*"),
        _ => Task.CompletedTask,
    };

    private async Task DescribeAsync(CancellationToken cancellationToken) => await writer.WriteAsync(
        "info", await info.DescribeAsync(cancellationToken), cancellationToken: cancellationToken);

    // With a text even if there was none: clients look for it.
    private Task PongAsync(MessageFields data, CancellationToken cancellationToken) => writer.WriteAsync(
        "pong", new Pong(data.Has("text") ? data.Text("text") : null), cancellationToken: cancellationToken);

    private sealed record Pong(string? Text);
}
