using System.Runtime.InteropServices;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Speech;

/// <summary>Speech as it comes: to the sound card at once, or into a WAV file at the end.</summary>
/// <param name="context">For standard output.</param>
/// <param name="isHeard">False: what comes is dropped.</param>
/// <param name="path">Of the file, <c>-</c> for standard output; null: the sound card.</param>
internal sealed class SpeechOutput(CliContext context, bool isHeard, string? path) : IAsyncDisposable
{
    /// <summary>Of a file without any speech.</summary>
    private const int UsualRateHz = 22_050;

    private readonly MemoryStream _collected = new();
    private SoundCard? _card;
    private int _sampleRateHz = UsualRateHz;
    private long _samples;

    /// <summary>How long the speech lasts so far.</summary>
    public TimeSpan Length => TimeSpan.FromSeconds((double)_samples / _sampleRateHz);

    /// <param name="pcm">Mono s16le, a whole number of samples.</param>
    public async Task AddAsync(ReadOnlyMemory<byte> pcm, int sampleRateHz, CancellationToken cancellationToken)
    {
        if (!isHeard || pcm.IsEmpty)
            return;
        _sampleRateHz = sampleRateHz;
        _samples += pcm.Length / sizeof(short);
        if (path is not null)
            _collected.Write(pcm.Span);
        else
            await (_card ??= SoundCard.Open(_sampleRateHz)).PlayAsync(pcm, cancellationToken);
    }

    /// <summary>Writes the file, or waits until the last sample was heard.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_card is not null)
            await _card.FinishAsync(cancellationToken);
        if (!isHeard || path is null)
            return;
        var samples = MemoryMarshal.Cast<byte, short>(
            _collected.GetBuffer().AsSpan(0, (int)_collected.Length)).ToArray();
        await OutputFile.WriteAsync(context, path, new Recording(_sampleRateHz, samples).ToWav(), cancellationToken);
    }

    /// <summary>Tells the person at the shell what is in the file, if there is one.</summary>
    public void SayHowLong()
    {
        if (isHeard && path is not null)
            context.Error.WriteLine(FormattableString.Invariant($"{Length.TotalSeconds:0.00} s of speech in {path}"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_card is not null)
            await _card.DisposeAsync();
    }
}
