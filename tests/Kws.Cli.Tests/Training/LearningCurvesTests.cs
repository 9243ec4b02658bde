using Google.Protobuf.WellKnownTypes;
using Kws.Cli.Training;
using Kws.Training.V1;

namespace Kws.Cli.Tests.Training;

/// <summary>The picture of a job's epochs, read back by another program.</summary>
public sealed class LearningCurvesTests
{
    [SkippableFact]
    public async Task Picture_HasBothCurvesAtTheirValues()
    {
        var curves = Of((1, 2, 0.5), (2, 1, 0.75), (3, 0.5, 1));

        // Pixels near a value: epochs from 0.5 to 3.5, loss from 0 to 2.1 at the left, accuracy from 0 to 1 at the
        // right.
        var printed = await PythonReader.RunAsync(
            $"""
            import sys, io; from PIL import Image
            i = Image.open(io.BytesIO(sys.stdin.buffer.read())).convert('RGB')
            left, right, top, bottom = 80, {LearningCurves.Width} - 80, 45, {LearningCurves.Height} - 60
            def near(epoch, value, highest, color):
                x = left + (epoch - 0.5) / 3 * (right - left); y = bottom - value / highest * (bottom - top)
                return any(all(abs(a - b) < 40 for a, b in zip(i.getpixel((round(x) + dx, round(y) + dy)), color))
                           for dx in (-2, -1, 0, 1, 2) for dy in (-2, -1, 0, 1, 2)
                           if 0 <= round(y) + dy < i.size[1])
            loss, accuracy = (214, 39, 40), (31, 119, 180)
            print(i.size, [near(e, v, 2.1, loss) for e, v in ((1, 2), (2, 1), (3, 0.5))],
                  [near(e, v, 1, accuracy) for e, v in ((1, 0.5), (2, 0.75))], near(2, 0.1, 2.1, loss),
                  len(i.getcolors(100000)) > 10)
            """,
            curves.ToPng("mine by recipe tiny"));

        Assert.Equal("(900, 500) [True, True, True] [True, True] False True", printed);
    }

    [Fact]
    public void Picture_OfFiguresThatAreNoNumbers_LeavesThemOut()
    {
        var png = Of((1, double.NaN, 0.1), (2, double.PositiveInfinity, double.NaN)).ToPng("");

        Assert.True(png.Length > 1_000);
    }

    [Fact]
    public void Epoch_TrainedAgain_CountsAsItWasLast()
    {
        var curves = Of((1, 2, 0.5), (2, 1, 0.6));
        curves.Add(Epoch(2, 0.5, 0.9));

        Assert.Equal(Of((1, 2, 0.5), (2, 0.5, 0.9)).ToPng("t"), curves.ToPng("t"));
        Assert.NotEqual(Of((1, 2, 0.5), (2, 1, 0.6)).ToPng("t"), curves.ToPng("t"));
    }

    private static LearningCurves Of(params (int Epoch, double Loss, double Accuracy)[] epochs)
    {
        var curves = new LearningCurves();
        foreach (var (epoch, loss, accuracy) in epochs)
            curves.Add(Epoch(epoch, loss, accuracy));
        return curves;
    }

    private static JobProgress Epoch(int number, double loss, double accuracy) => new()
    {
        Epoch = number,
        Epochs = 3,
        Loss = loss,
        Accuracy = accuracy,
        Left = new Duration(),
        At = new Timestamp { Seconds = number },
    };
}
