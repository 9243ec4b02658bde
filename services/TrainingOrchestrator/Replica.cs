namespace Kws.TrainingOrchestrator;

/// <summary>Names this process among those that share the database.</summary>
internal sealed class Replica
{
    public string Name { get; } = $"{Environment.MachineName}-{Guid.NewGuid():N}";
}
