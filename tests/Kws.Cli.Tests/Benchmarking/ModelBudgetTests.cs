using Kws.Cli.Benchmarking.Model;

namespace Kws.Cli.Tests.Benchmarking;

public sealed class ModelBudgetTests
{
    private static readonly PiEstimate TenTimes = new(10, "ten times");

    [Theory]
    [InlineData(4_999_999, 19.9, true, true)]
    [InlineData(5_000_000, 19.9, false, true)]
    [InlineData(4_999_999, 20, true, false)]
    public void Check_BytesAndLatency_AreEachUnderTheirLimitOrNot(
        long bytes, double latencyMs, bool isSmall, bool isFast)
    {
        var budgets = ModelBudget.Check(bytes, latencyMs, TenTimes);

        Assert.Equal([isSmall, isFast], budgets.Select(budget => budget.IsMet));
        Assert.Equal([false, true], budgets.Select(budget => budget.IsEstimate));
        Assert.Equal(latencyMs * 10, budgets[1].Value, 9);
    }

    [Fact]
    public void PiEstimate_OfThisMachine_IsTheRatioOfMultiplyAdds()
    {
        // 2 units of 4, 8 or 16 floats at 3 GHz against 2 floats at 1.2 GHz.
        Assert.Contains(PiEstimate.ForThisMachine.Factor, new[] { 10.0, 20, 40 });
        Assert.Contains("2 a cycle at 1.2 GHz there", PiEstimate.ForThisMachine.Reason, StringComparison.Ordinal);
    }
}
