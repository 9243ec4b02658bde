using Kws.VisionInference.Decoding;

namespace Kws.VisionInference.Tests.Pictures;

/// <summary>The pictures of make_pictures.py, and made ones.</summary>
internal static class TestPictures
{
    public static readonly ImageLimits Limits = new(8192, 16 << 20);

    public static byte[] File(string name) =>
        System.IO.File.ReadAllBytes(Repository.PathOf("tests", "VisionInference.Tests", "Pictures", name));

    public static PixelImage Decode(
        byte[] data,
        ImageEncoding encoding = ImageEncoding.Detect,
        int width = 0,
        int height = 0) =>
        ImageDecoder.Decode(new EncodedImage(encoding, data, width, height), Limits);
}
