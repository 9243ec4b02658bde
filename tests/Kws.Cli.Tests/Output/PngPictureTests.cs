using Kws.Cli.Output;

namespace Kws.Cli.Tests.Output;

/// <summary>Against a reader that is not ours.</summary>
public sealed class PngPictureTests
{
    private const string Read =
        "import sys, io; from PIL import Image; i = Image.open(io.BytesIO(sys.stdin.buffer.read())); ";

    [SkippableFact]
    public async Task OfGrey_ReadByPillow_IsThatGrey() => Assert.Equal(
        "(9, 9) RGB ((30, 30), (30, 30), (30, 30))",
        await PythonReader.RunAsync(Read + "print(i.size, i.mode, i.getextrema())", PngPicture.OfGrey(9, 30)));

    [SkippableFact]
    public async Task OfNoise_ReadByPillow_HasManyColours() => Assert.Equal(
        "(64, 64) RGB True",
        await PythonReader.RunAsync(Read + "print(i.size, i.mode, len(i.getcolors(4096)) > 4000)",
            PngPicture.OfNoise(64, 1)));

    [Fact]
    public void OfNoise_OfTheSameSeed_IsTheSame()
    {
        Assert.Equal(PngPicture.OfNoise(16, 1), PngPicture.OfNoise(16, 1));
        Assert.NotEqual(PngPicture.OfNoise(16, 1), PngPicture.OfNoise(16, 2));
    }
}
