using Grpc.Core;
using Kws.TestSupport.Identity;

namespace Kws.TrainingOrchestrator.Tests.DataSets.Correcting;

/// <summary>Whose recordings a caller may mark.</summary>
public sealed class MarkAccessTests
{
    [Fact]
    public async Task Mark_ByADevice_IsOfItsOwnRecordingsAlone()
    {
        using var folder = new TemporaryFolder();
        await using var issuer = await TestIssuer.StartAsync();
        var person = issuer.Token("train");
        var device = issuer.Token("train operate", "kitchen", "kitchen");
        await using var bench = await CorrectionBench.StartWithCallersAsync(folder, person, issuer.Settings);
        var own = await bench.RecordAsync("own", "kitchen");
        var anothers = await bench.RecordAsync("anothers", "porch");

        Assert.Equal(own, (await bench.MarkAsync(own, "no", token: device)).Correction.Key);
        Assert.Equal(anothers, (await bench.MarkAsync(anothers, "no", token: person)).Correction.Key);
        var refused = await Assert.ThrowsAsync<RpcException>(() => bench.MarkAsync(anothers, "yes", token: device));

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }
}
