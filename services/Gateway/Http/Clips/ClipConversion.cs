using Kws.Audio;
using Kws.ServiceDefaults.Calls;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Http.Clips;

/// <summary>Makes a WAV file of what the keyword spotter does not read itself.</summary>
internal sealed class ClipConversion(IOptions<HttpApiOptions> options)
{
    private readonly ConcurrencyGate _gate = new("conversions in progress", options.Value.MaxConversions);

    /// <summary>The file as it is when it is a WAV file, or one that is refused; otherwise decoded.</summary>
    /// <param name="file">A whole file.</param>
    /// <param name="cancellationToken">Ends the conversion.</param>
    /// <exception cref="InvalidAudioException">The file is broken, or of a kind that nobody reads.</exception>
    /// <exception cref="ServiceDefaults.Errors.LimitExceededException">As many conversions as allowed are in
    /// progress.</exception>
    public async Task<ReadOnlyMemory<byte>> ToWavAsync(
        ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        var start = file.Span[..Math.Min(file.Length, AudioContainer.EnoughBytes)];
        if (!AudioContainer.IsTagged(start) && AudioContainer.Recognise(start) != AudioContainer.Flac)
            return file;
        using var place = _gate.Enter();
        using var copy = new TemporaryCopy();
        await copy.WriteAsync(file, cancellationToken);
        var audio = await AudioFileReader.ReadAsync(copy.Path, cancellationToken: cancellationToken);
        return WavWriter.ToFloat32(audio.SampleRateHz, audio.Mono);
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
