using Google.Protobuf.WellKnownTypes;
using Kws.Cli.Training;
using Kws.Training.V1;

namespace Kws.Cli.Tests.Training;

public sealed class JobProgressLineTests
{
    private static readonly JobProgress s_epoch = new()
    {
        Epoch = 3,
        Epochs = 12,
        Loss = 0.25,
        Accuracy = 0.875,
        LearningRate = 0.002,
        Left = Duration.FromTimeSpan(TimeSpan.FromHours(26)),
    };

    [Theory]
    [InlineData(120, "[######..................] epoch 3 of 12  loss 0.250  accuracy 87.5%  rate 0.002  26:00:00 left")]
    [InlineData(79, "[#......] epoch 3 of 12  loss 0.250  accuracy 87.5%  rate 0.002  26:00:00 left")]
    [InlineData(30, "epoch 3 of 12  loss 0.250  ac")]
    public void AtTerminal_OfAnyWidth_IsNoLongerThanALine(int width, string line)
    {
        Assert.Equal(line, JobProgressLine.AtTerminal(s_epoch, width));
        Assert.True(line.Length < width);
    }

    [Fact]
    public void Show_AtATerminal_GrowsInPlaceAndLeavesLinesWhole()
    {
        var error = new StringWriter { NewLine = "\n" };
        var line = new JobProgressLine(KwsRun.Context(error: error) with { ErrorIsRedirected = false });

        line.Show("training");
        line.Show(s_epoch);
        line.Show(s_epoch);
        line.Show("published");

        Assert.Matches("^training\n\r\u001b\\[2K[^\n]*epoch 3[^\n]*\r\u001b\\[2K[^\n]*epoch 3[^\n]*\npublished\n$",
            error.ToString());
    }

    [Fact]
    public void Show_WhereOutputIsKept_IsAPlainLineAnEpoch()
    {
        var error = new StringWriter { NewLine = "\n" };

        new JobProgressLine(KwsRun.Context(error: error)).Show(s_epoch);

        Assert.Equal("epoch 3 of 12  loss 0.250  accuracy 87.5%  rate 0.002  26:00:00 left\n", error.ToString());
    }
}
