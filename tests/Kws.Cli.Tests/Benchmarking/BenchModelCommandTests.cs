using System.Text.Json;

namespace Kws.Cli.Tests.Benchmarking;

public sealed class BenchModelCommandTests
{
    [Fact]
    public async Task BenchModel_OfTheShippedModel_MeetsTheBudgetAndAllocatesNothing()
    {
        var run = await KwsRun.WithAsync("bench", "model", "small", "--models", Repository.PathOf("models"),
            "--seconds", "0.2", "--json").WithTimeout();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var json = JsonDocument.Parse(run.Out).RootElement;
        Assert.All(json.GetProperty("budgets").EnumerateArray(), budget =>
            Assert.True(budget.GetProperty("is_met").GetBoolean()));
        Assert.All(json.GetProperty("latencies").EnumerateArray(), latency =>
            Assert.Equal(0, latency.GetProperty("allocated_bytes").GetInt64()));
        Assert.InRange(json.GetProperty("parameters").GetInt64(), 1, 100_000);
    }

    [Fact]
    public async Task BenchModel_UnknownModel_IsRefusedNamingWhatThereIs()
    {
        var run = await KwsRun.WithAsync("bench", "model", "nowhere", "--models", Repository.PathOf("models"))
            .WithTimeout();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("nowhere", run.Error, StringComparison.Ordinal);
        Assert.Contains("small", run.Error, StringComparison.Ordinal);
    }
}
