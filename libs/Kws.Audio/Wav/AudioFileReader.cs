namespace Kws.Audio;

/// <summary>Reads audio files by their first bytes, whatever their name.</summary>
public static class AudioFileReader
{
    /// <summary>A WAV, FLAC or Ogg Opus file, decoded and mixed to mono; tags before and after it are stepped
    /// over.</summary>
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
            var begin = await SkipTagsAsync(file, cancellationToken).ConfigureAwait(false);
            var start = await ReadAsync(file, begin, AudioContainer.EnoughBytes, cancellationToken)
                .ConfigureAwait(false);
            var container = AudioContainer.Recognise(start);
            if (container == AudioContainer.Flac)
            {
                var end = await EndAsync(file, begin, cancellationToken).ConfigureAwait(false);
                file.Position = begin;
                return await FlacProgram.DecodeAsync(file, end - begin, limits, cancellationToken)
                    .ConfigureAwait(false);
            }
            if (container == AudioContainer.Opus)
            {
                file.Position = begin;
                return OpusFile.Read(file, limits, cancellationToken);
            }
            if (container is not { IsWav: true } && start.Length >= 12)
                throw WavHeader.Refusal(start, AudioReaders.Files);
            file.Position = begin;
            return WavReader.Read(file, limits);
        }
    }

    private static async Task<long> SkipTagsAsync(FileStream file, CancellationToken cancellationToken)
    {
        var begin = 0L;
        while (true)
        {
            var start = await ReadAsync(file, begin, Id3Tag.HeaderLength, cancellationToken).ConfigureAwait(false);
            var length = Id3Tag.LengthBefore(start);
            if (length == 0)
                return begin;
            begin += length;
        }
    }

    private static async Task<long> EndAsync(FileStream file, long begin, CancellationToken cancellationToken)
    {
        var end = file.Length;
        while (true)
        {
            var count = (int)Math.Min(Id3Tag.MostTrailer, end - begin);
            var length = Id3Tag.LengthAfter(await ReadAsync(file, end - count, count, cancellationToken)
                .ConfigureAwait(false));
            if (length == 0 || length > end - begin)
                return end;
            end -= length;
        }
    }

    private static async Task<byte[]> ReadAsync(
        FileStream file, long from, int count, CancellationToken cancellationToken)
    {
        file.Position = Math.Min(from, file.Length);
        var bytes = new byte[count];
        var read = await file.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        return bytes[..read];
    }
}
