using Kws.Cli.Audio;
using Kws.Features;

namespace Kws.Cli.Tests.Audio;

public sealed class FeatureHeatMapTests
{
    private const int Scale = 30;

    // Two frames of two values: only frame 1, value 0 is loud.
    private static readonly FeatureMatrix s_oneLoud = new(FeatureSpecPresets.LogMel40, [0, 0, 9, 0], ValuesPerFrame: 2);

    [SkippableFact]
    public async Task HeatMap_LowAndHigh_AreDarkAndBrightWithTheFirstValueAtTheBottom()
    {
        var printed = await PythonReader.RunAsync(
            $"""
            import sys, io; from PIL import Image
            i = Image.open(io.BytesIO(sys.stdin.buffer.read())).convert('L')
            left, top = {FeatureHeatMap.Margins.Left} + {Scale} // 2, {FeatureHeatMap.Margins.Top} + {Scale} // 2
            cell = lambda x, y: i.getpixel((left + {Scale} * x, top + {Scale} * y))
            print(i.size, cell(0, 1) < 20, cell(1, 1) > 220, cell(1, 0) < 20, cell(0, 0) < 20)
            """,
            FeatureHeatMap.ToPng(s_oneLoud, Scale));

        Assert.Equal("(210, 125) True True True True", printed);
    }

    [SkippableFact]
    public async Task HeatMap_Margins_HoldAxes()
    {
        var printed = await PythonReader.RunAsync(
            $"""
            import sys, io; from PIL import Image
            i = Image.open(io.BytesIO(sys.stdin.buffer.read())).convert('L')
            w, h = i.size
            dark = lambda box: sum(p < 128 for p in i.crop(box).getdata())
            print(dark((0, 0, 20, h)) > 20, dark((0, h - 20, w, h)) > 20)
            """,
            FeatureHeatMap.ToPng(s_oneLoud, Scale));

        Assert.Equal("True True", printed);
    }

    [Fact]
    public void HeatMap_OfTheSameFeatures_IsTheSameFile() =>
        Assert.Equal(FeatureHeatMap.ToPng(s_oneLoud, Scale), FeatureHeatMap.ToPng(s_oneLoud, Scale));

    [Fact]
    public void HeatMap_OfEqualValues_DoesNotDivideByZero() =>
        Assert.NotEmpty(FeatureHeatMap.ToPng(s_oneLoud with { Values = [3, 3, 3, 3] }, 1));
}
