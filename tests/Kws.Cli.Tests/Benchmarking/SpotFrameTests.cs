using System.Buffers;
using Google.Protobuf;
using Kws.Audio.V1;
using Kws.Cli.Benchmarking.Streams;

namespace Kws.Cli.Tests.Benchmarking;

/// <summary>The hand-written message against Protobuf's own writer and reader.</summary>
public sealed class SpotFrameTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    [InlineData(126, 127)]
    [InlineData(640, 128)]
    [InlineData(640, 16_000_000)]
    [InlineData(20_000, long.MaxValue)]
    public void Chunk_Written_IsWhatProtobufReads(int pcmBytes, long firstSample)
    {
        var pcm = new byte[pcmBytes];
        new Random(5).NextBytes(pcm);
        var frame = new SpotFrame();
        frame.SetChunk(pcm, firstSample);
        var written = new ArrayBufferWriter<byte>();

        frame.WriteTo(written);

        var read = SpotRequest.Parser.ParseFrom(written.WrittenSpan);
        Assert.Equal(new SpotRequest
        {
            Chunk =
            new AudioChunk { Pcm = ByteString.CopyFrom(pcm), FirstSampleIndex = firstSample }
        }, read);
    }

    [Fact]
    public void Config_Written_IsWhatProtobufWrites()
    {
        var config = new SpotConfig { DeviceId = "bench-1", SampleRateHz = 16000, Encoding = Encoding.S16Le };
        var written = new ArrayBufferWriter<byte>();

        SpotFrame.OfConfig(config).WriteTo(written);

        Assert.Equal(new SpotRequest { Config = config }.ToByteArray(), written.WrittenSpan.ToArray());
    }
}
