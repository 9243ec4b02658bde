using System.Runtime.InteropServices;
using Kws.Audio;
using SkiaSharp;

namespace Kws.TrainingOrchestrator.Tests.DataSets;

/// <summary>Small files of data sets, each of another content.</summary>
internal static class TestClips
{
    /// <summary>A WAV file of 0.2 s.</summary>
    public static byte[] Wav(uint seed, int samples = 3_200) =>
        WavWriter.ToPcm16(16_000, TestSignals.ChirpAndNoise(16_000, samples, 200, 3_000, seed));

    /// <summary>A PNG file of 16x12 pixels.</summary>
    public static byte[] Png(int seed)
    {
        var pixels = new byte[16 * 12 * 3];
        new Random(seed).NextBytes(pixels);
        return PngWriter.Encode(16, 12, 8, 2, pixels);
    }

    /// <summary>A JPEG file of noise, 64x32 pixels, which takes some kilobytes.</summary>
    public static byte[] Jpeg(int seed)
    {
        var pixels = new byte[64 * 32 * 4];
        new Random(seed).NextBytes(pixels);
        using var picture = new SKBitmap(new SKImageInfo(64, 32, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(pixels, 0, picture.GetPixels(), pixels.Length);
        using var file = picture.Encode(SKEncodedImageFormat.Jpeg, 95);
        return file.ToArray();
    }

    /// <summary>Two words by five speakers with two takes each, without splits.</summary>
    public static Dictionary<string, byte[]> Words()
    {
        var files = new Dictionary<string, byte[]>();
        var seed = 1u;
        foreach (var word in (string[])["no", "yes"])
            for (var speaker = 0; speaker < 5; speaker++)
                for (var take = 0; take < 2; take++)
                    files[$"{word}/ab{speaker}_nohash_{take}.wav"] = Wav(seed++);
        return files;
    }

    /// <summary>Two letters from four sources with two photos each.</summary>
    public static Dictionary<string, byte[]> Letters()
    {
        var files = new Dictionary<string, byte[]>();
        var seed = 1;
        foreach (var source in (string[])["anna", "bert", "cleo", "dora"])
            foreach (var letter in (string[])["A", "B"])
                for (var photo = 0; photo < 2; photo++)
                    files[$"{source}/{letter}/{photo}.png"] = Png(seed++);
        return files;
    }
}
