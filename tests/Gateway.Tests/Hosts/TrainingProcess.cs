using Kws.TestSupport.Training;

namespace Kws.Gateway.Tests.Hosts;

/// <summary>The training orchestrator as users run it, with all that it keeps in a temporary folder and a trainer that
/// hands out a ready model.</summary>
public sealed class TrainingProcess : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ServiceProcess _service = null!;

    public string Address => _service.Address;

    /// <summary>Its object store.</summary>
    public string Store => _folder["store"];

    public async Task InitializeAsync() => _service = await ServiceProcess.StartAsync("TrainingOrchestrator", 0,
        ("Database__File", _folder["training.db"]), ("Storage__Directory", Store),
        ("Imports__WorkFolder", _folder["work"]), ("Jobs__WorkFolder", _folder["jobs"]), ("Jobs__Poll", "00:00:00.1"),
        ("Gates__MinAccuracy", "0.3"), ("Gates__MaxKeywordMilliseconds", "1000"),
        ("Trainer__Folder", new StagedTrainer(_folder).Folder));

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder.Dispose();
        Assert.False(_service.Log.Contains("fail:", StringComparison.Ordinal), _service.Log);
    }
}
