using Kws.Aws.Mesh;

namespace Kws.Aws.Tests;

/// <summary>Scaling and alarms go by the services' own instruments.</summary>
public sealed class MetricNameTests
{
    [Fact]
    public void Metrics_AreCountersOfTheServices()
    {
        string[] sources =
        [
            .. new[] { "services", "ServiceDefaults" }
                .SelectMany(folder => Directory.EnumerateFiles(
                    Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
                .Select(File.ReadAllText).Where(text => text.Contains("CreateCounter<", StringComparison.Ordinal)),
        ];
        Offenders.MustBeNone(MeshMetrics.All.Where(name => !sources.Any(text =>
            text.Contains($"CreateCounter<long>(\"{name}\"", StringComparison.Ordinal))),
            "no service counts it, or it goes up and down");
    }
}
