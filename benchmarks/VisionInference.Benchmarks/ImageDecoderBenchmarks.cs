using BenchmarkDotNet.Attributes;
using Kws.VisionInference.Decoding;

namespace Kws.VisionInference.Benchmarks;

/// <summary>Decoding of real photos on one thread. Mean is per picture.</summary>
[MemoryDiagnoser]
public class ImageDecoderBenchmarks
{
    private const int Pictures = 60;
    private static readonly ImageLimits s_limits = new(8192, 16 << 20);
    private byte[][] _jpegs = [];
    private byte[][] _pngs = [];
    private byte[] _mosaic = [];

    [GlobalSetup]
    public void SetUp()
    {
        _jpegs = SignPhotos.Jpegs(Pictures);
        _pngs = SignPhotos.Pngs(Pictures);
        _mosaic = SignPhotos.Mosaic();
    }

    [Benchmark(OperationsPerInvoke = Pictures)]
    public void Jpeg128() => DecodeAll(_jpegs);

    [Benchmark(OperationsPerInvoke = Pictures)]
    public void Png128() => DecodeAll(_pngs);

    [Benchmark]
    public void Jpeg1280() => Decode(_mosaic);

    private static void DecodeAll(byte[][] pictures)
    {
        foreach (var picture in pictures)
            Decode(picture);
    }

    private static void Decode(byte[] picture) =>
        ImageDecoder.Decode(new EncodedImage(ImageEncoding.Detect, picture, 0, 0), s_limits).Dispose();
}
