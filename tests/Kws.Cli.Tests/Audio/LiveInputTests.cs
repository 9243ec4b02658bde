using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests.Audio;

public sealed class LiveInputTests
{
    private static readonly AudioFormat Raw = new(16000, Encoding.S16Le);

    [Fact]
    public async Task LiveInput_WithoutHeader_TakesEveryByteAsAudio()
    {
        byte[] pcm = [.. Enumerable.Range(0, 100).Select(value => (byte)value)];

        await using var input = await LiveInput.OpenAsync(new MemoryStream(pcm), Raw, _ => { }, default).WithTimeout();

        Assert.Equal(Raw, input.Format);
        Assert.Equal(pcm, await ReadAllAsync(input, chunkSamples: 7));
    }

    [Fact]
    public async Task LiveInput_WavFromARecorder_TakesItsFormatAndIgnoresItsLength()
    {
        var wav = new Recording(8000, [1, -2, 3, -4, 5]).ToWav();
        wav.AsSpan(4, 4).Fill(0xFF);
        wav.AsSpan(40, 4).Clear();

        await using var input = await LiveInput.OpenAsync(new MemoryStream(wav), Raw, _ => { }, default).WithTimeout();

        Assert.Equal(new AudioFormat(8000, Encoding.S16Le), input.Format);
        Assert.Equal(wav[44..], await ReadAllAsync(input, chunkSamples: 2));
    }

    [Fact]
    public async Task LiveInput_HalfASampleAtTheEnd_IsDropped()
    {
        await using var input = await LiveInput.OpenAsync(new MemoryStream(new byte[31]), Raw, _ => { }, default)
            .WithTimeout();

        Assert.Equal(30, (await ReadAllAsync(input, chunkSamples: 4)).Length);
    }

    [Theory]
    [InlineData(22, 2, "block align is 2; allowed: 4")]
    [InlineData(22, 17, "channels is 17; allowed: 1 to 16")]
    [InlineData(34, 24, "block align is 2; allowed: 3")]
    public async Task LiveInput_WavThatContradictsItself_IsRefusedSayingWhatIsAllowed(
        int offset,
        byte value,
        string allowed)
    {
        var wav = new Recording(8000, [1, 2]).ToWav();
        wav[offset] = value;

        var refused = await Assert.ThrowsAsync<BadInputException>(() =>
            LiveInput.OpenAsync(new MemoryStream(wav), Raw, _ => { }, default)).WithTimeout();

        Assert.Contains(allowed, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LiveInput_HeaderChunkOfGigabytes_IsRefusedWithoutReadingIt()
    {
        var wav = new Recording(8000, [1, 2]).ToWav();
        wav.AsSpan(16, 4).Fill(0x7F);

        await Assert.ThrowsAsync<BadInputException>(() =>
            LiveInput.OpenAsync(new MemoryStream(wav), Raw, _ => { }, default)).WithTimeout();
    }

    private static async Task<byte[]> ReadAllAsync(IAudioInput input, int chunkSamples)
    {
        var all = new List<byte>();
        var chunk = new byte[chunkSamples * input.Format.BytesPerSample];
        int samples;
        while ((samples = await input.ReadAsync(chunk, default).WithTimeout()) > 0)
            all.AddRange(chunk[..(samples * input.Format.BytesPerSample)]);
        return [.. all];
    }
}
