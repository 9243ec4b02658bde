using Kws.Cli.Output;

namespace Kws.Cli.Tests.Output;

/// <summary>Our writers against readers that are not ours: Pillow and NumPy.</summary>
public sealed class PngFormatTests
{
    [SkippableFact]
    public async Task Png_ReadByPillow_HasTheSamePixels()
    {
        var random = new Random(7);
        byte[] pixels = new byte[13 * 9 * 3];
        random.NextBytes(pixels);

        string printed = await PythonReader.RunAsync(
            "import sys, io; from PIL import Image; i = Image.open(io.BytesIO(sys.stdin.buffer.read())); print(i.size, i.mode, i.tobytes().hex())",
            PngFormat.Encode(pixels, 13, 9));

        Assert.Equal($"(13, 9) RGB {Convert.ToHexStringLower(pixels)}", printed);
    }

    [SkippableFact]
    public async Task Npy_ReadByNumPy_HasTheSameValuesAndShape()
    {
        float[] values = [1.5f, -2.25f, 3f, float.MaxValue, -1e-30f, 0f];

        string printed = await PythonReader.RunAsync(
            "import sys, io, numpy; a = numpy.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False); print(a.shape, a.dtype, a.tobytes().hex())",
            NpyFormat.Encode(values, 2, 3));

        string bytes = Convert.ToHexStringLower(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values));
        Assert.Equal($"(2, 3) float32 {bytes}", printed);
    }

    [SkippableFact]
    public async Task HeatMap_LowAndHigh_AreDarkAndBrightWithTheFirstBandAtTheBottom()
    {
        // Two frames of two bands: only frame 1, band 0 is loud.
        byte[] png = HeatMap.ToPng([0f, 0f, 9f, 0f], frames: 2, bands: 2, scale: 3);

        string printed = await PythonReader.RunAsync(
            "import sys, io; from PIL import Image; i = Image.open(io.BytesIO(sys.stdin.buffer.read())).convert('L'); print(i.size, i.getpixel((0, 5)) < 20, i.getpixel((5, 5)) > 220, i.getpixel((5, 0)) < 20)",
            png);

        Assert.Equal("(6, 6) True True True", printed);
    }

    [Fact]
    public void HeatMap_OfEqualValues_DoesNotDivideByZero() =>
        Assert.NotEmpty(HeatMap.ToPng([3f, 3f], frames: 1, bands: 2, scale: 1));
}
