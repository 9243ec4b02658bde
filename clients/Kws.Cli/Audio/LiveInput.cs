using Kws.Audio;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Audio;

/// <summary>
/// Opens a live stream. What kind of audio it is, its first bytes say, as those of files do: WAV (as <c>arecord</c>
/// writes unless told <c>-t raw</c>) tells its own format, another kind of file is refused, and anything else is bare
/// samples.
/// </summary>
internal static class LiveInput
{
    private const int MagicBytes = 12;

    /// <param name="stream">The stream.</param>
    /// <param name="raw">The format of a stream without a header.</param>
    /// <param name="onWarning">Hears what of the audio is left out or chosen.</param>
    /// <param name="cancellationToken">Ends the wait for audio.</param>
    /// <exception cref="BadInputException">A kind of file that is not read live, or a broken header.</exception>
    public static async Task<IAudioInput> OpenAsync(
        Stream stream, AudioFormat raw, Action<string> onWarning, CancellationToken cancellationToken)
    {
        var head = await ReadAsync(stream, [], MagicBytes, cancellationToken);
        // Only what might be MP3 has to wait for more: some ten milliseconds of bare samples.
        if (AudioContainer.NeedsMore(head))
            head = await ReadAsync(stream, head, AudioContainer.EnoughBytes, cancellationToken);
        var container = AudioContainer.Recognise(head);
        if (container is null && !AudioContainer.IsTagged(head))
            return new PcmInput(stream, raw, head);
        if (container is not { IsWav: true })
            throw new BadInputException("-", container?.Name ?? "audio behind an ID3 tag",
                $"it must be bare samples or {AudioContainer.NamesFor(AudioReaders.StandardInput)}; convert with: "
                + "ffmpeg -i FILE -f wav - | kws listen -");
        try
        {
            return new WavInput(stream, await WavStream.OpenAsync(stream, head, onWarning, cancellationToken));
        }
        catch (InvalidAudioException exception)
        {
            throw new BadInputException("-", container.Name, exception.Message);
        }
    }

    private static async Task<byte[]> ReadAsync(
        Stream stream, byte[] before, int length, CancellationToken cancellationToken)
    {
        var head = new byte[length];
        before.CopyTo(head, 0);
        var read = await stream.ReadAtLeastAsync(head.AsMemory(before.Length), length - before.Length,
            throwOnEndOfStream: false, cancellationToken).AsTask().WaitAsync(cancellationToken);
        return head[..(before.Length + read)];
    }
}
