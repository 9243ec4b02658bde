namespace Kws.Audio;

/// <summary>Reads audio files by their first bytes, whatever their name.</summary>
public static class AudioFileReader
{
    /// <summary>A WAV or FLAC file, decoded and mixed to mono.</summary>
    /// <exception cref="InvalidAudioException">Another type, a broken file, or beyond the limits.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static async Task<WavAudio> ReadAsync(
        string path,
        WavLimits? limits = null,
        CancellationToken cancellationToken = default)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            var magic = new byte[4];
            var length = await file.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            if (length == magic.Length && magic.AsSpan().SequenceEqual("fLaC"u8))
                return await FlacProgram.DecodeAsync(path, limits, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            return WavReader.Read(file, limits);
        }
    }
}
