using System.Runtime.InteropServices;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Dsp;

namespace Kws.Cli.Speech;

/// <summary>The session's speech: to the sound card as it comes, or into a WAV file at the end.</summary>
/// <param name="context">For standard output.</param>
/// <param name="speaks">False: nothing is spoken.</param>
/// <param name="path">Of the file; null: the sound card.</param>
internal sealed class SpeechOutput(CliContext context, bool speaks, string? path) : IAsyncDisposable
{
    private readonly MemoryStream _collected = new();
    private SoundCard? _card;
    private int _sampleRateHz;

    public async Task AddAsync(Vision.V1.Speech speech, CancellationToken cancellation)
    {
        if (speech.PcmS16Le.IsEmpty)
            return;
        _sampleRateHz = speech.SampleRateHz;
        if (path is not null)
            _collected.Write(speech.PcmS16Le.Span);
        else
            await (_card ??= SoundCard.Open(_sampleRateHz)).PlayAsync(speech.PcmS16Le.Memory, cancellation);
    }

    public async Task FinishAsync(CancellationToken cancellation)
    {
        if (_card is not null)
            await _card.FinishAsync(cancellation);
        if (!speaks || path is null)
            return;
        // Nothing was read, so nothing was spoken: an empty file at the usual rate.
        int rate = _sampleRateHz == 0 ? 22_050 : _sampleRateHz;
        ReadOnlyMemory<byte> wav = ToWav(rate);
        await OutputFile.WriteAsync(context, path, wav, cancellation);
        await context.Error.WriteLineAsync(FormattableString.Invariant($"{_collected.Length / 2.0 / rate:0.00} s of speech in {path}"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_card is not null)
            await _card.DisposeAsync();
    }

    private byte[] ToWav(int sampleRateHz)
    {
        ReadOnlySpan<short> pcm = MemoryMarshal.Cast<byte, short>(_collected.GetBuffer().AsSpan(0, (int)_collected.Length));
        float[] samples = new float[pcm.Length];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = pcm[i] / 32768f;
        return WavWriter.ToPcm16(sampleRateHz, samples);
    }
}
