using Kws.Audio;
using Kws.ServiceDefaults.Calls;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Http.Clips;

/// <summary>Makes a WAV file of what the keyword spotter does not read itself.</summary>
internal sealed class ClipConversion(IOptions<HttpApiOptions> options)
{
    // A minute of either kind takes less than a second.
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    private readonly ConcurrencyGate _gate = new("conversions in progress", options.Value.MaxConversions);

    /// <summary>The file as it is when it is a WAV file, or one that is refused; otherwise decoded.</summary>
    /// <param name="file">A whole file.</param>
    /// <param name="cancellationToken">Ends the conversion.</param>
    /// <exception cref="InvalidAudioException">The file is broken, of a kind that nobody reads, holds more than
    /// <see cref="WavLimits.Default"/> allows, or takes too long.</exception>
    /// <exception cref="ServiceDefaults.Errors.LimitExceededException">As many conversions as allowed are in
    /// progress.</exception>
    public async Task<ReadOnlyMemory<byte>> ToWavAsync(
        ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        var start = file.Span[..Math.Min(file.Length, AudioContainer.EnoughBytes)];
        if (!AudioContainer.IsTagged(start) && !IsForFilesAlone(AudioContainer.Recognise(start)))
            return file;
        using var place = _gate.Enter();
        using var copy = new TemporaryCopy();
        await copy.WriteAsync(file, cancellationToken);
        var audio = await ReadAsync(copy.Path, cancellationToken);
        return WavWriter.ToFloat32(audio.SampleRateHz, audio.Mono);
    }

    // The services read the others themselves, and refuse by name what nobody reads.
    private static bool IsForFilesAlone(AudioContainer? container) =>
        container?.Readers is { } readers && readers.HasFlag(AudioReaders.Files)
            && !readers.HasFlag(AudioReaders.Services);

    private static async Task<WavAudio> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_longest);
        try
        {
            // Opus is decoded by whoever asks: not by the page's own thread.
            return await Task.Run(
                () => AudioFileReader.ReadAsync(path, cancellationToken: timeout.Token), timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidAudioException(
                "file", $"not decoded within {s_longest.TotalSeconds:0} s", "a recording of about a minute");
        }
    }

    /// <summary>A file that is gone when it is disposed of.</summary>
    private sealed class TemporaryCopy : IDisposable
    {
        // Made by the system, for its owner alone.
        public string Path { get; } = System.IO.Path.GetTempFileName();

        public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            File.WriteAllBytesAsync(Path, bytes, cancellationToken);

        public void Dispose() => File.Delete(Path);
    }
}
