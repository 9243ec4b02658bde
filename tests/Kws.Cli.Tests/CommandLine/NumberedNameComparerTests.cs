using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests.CommandLine;

public sealed class NumberedNameComparerTests
{
    [Fact]
    public void Compare_OfNames_TakesNumbersAsNumbers()
    {
        string[] ordered = ["", "1.jpg", "2.jpg", "10.jpg", "a", "frame1.png", "frame01.png2", "frame9.png",
            "frame10.png", "frame99999999999999999999999.png"];
        string[] shuffled = [.. ordered];
        new Random(4).Shuffle(shuffled);
        Array.Sort(shuffled, NumberedNameComparer.Instance);
        Assert.Equal(ordered, shuffled);
    }
}
