namespace Kws.Gateway.Wyoming;

/// <summary>Speech on its way to a client: one begin, chunks, one end.</summary>
internal sealed class SpeechOutput(WyomingWriter writer)
{
    private const int Width = sizeof(short);
    private const int Channels = 1;
    private const long MillisecondsPerSecond = 1000;

    private long _samples;
    private bool _hasBegun;

    /// <summary>Of all speech, in samples a second.</summary>
    public const int RateHz = 22_050;

    /// <summary>Sends a chunk: s16le, mono.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        if (pcm.IsEmpty)
            return;
        await writer.WriteAsync("audio-chunk", new Audio(RateHz, Width, Channels, Now), pcm, cancellationToken);
        _samples += pcm.Length / Width;
    }

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        await writer.WriteAsync("audio-stop", new End(Now), cancellationToken: cancellationToken);
    }

    private long Now => _samples * MillisecondsPerSecond / RateHz;

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (_hasBegun)
            return;
        _hasBegun = true;
        await writer.WriteAsync(
            "audio-start", new Audio(RateHz, Width, Channels, 0), cancellationToken: cancellationToken);
    }

    private sealed record Audio(int Rate, int Width, int Channels, long Timestamp);

    private sealed record End(long Timestamp);
}
