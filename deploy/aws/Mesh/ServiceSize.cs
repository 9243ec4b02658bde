namespace Kws.Aws.Mesh;

/// <summary>What a task gets, and how many there are.</summary>
/// <param name="Cpu">1024 is a processor.</param>
/// <param name="Memory">MiB.</param>
/// <param name="Least">Tasks at least.</param>
/// <param name="Most">Tasks at most.</param>
/// <param name="Disk">GiB.</param>
internal sealed record ServiceSize(int Cpu, int Memory, int Least, int Most, int Disk = 21)
{
    /// <summary>Of a service.</summary>
    public static ServiceSize Of(string service) => service switch
    {
        ServiceNames.AudioInference => new(1024, 2048, Least: 2, Most: 150),
        ServiceNames.FeatureExtraction => new(1024, 2048, Least: 2, Most: 60),
        ServiceNames.VisionInference => new(2048, 4096, Least: 2, Most: 40),
        ServiceNames.Tts => new(512, 1024, Least: 2, Most: 20),
        ServiceNames.Gateway => new(1024, 2048, Least: 2, Most: 80),
        // Data sets are unpacked on its disk; replicas would share its jobs, but SageMaker does the work.
        ServiceNames.TrainingOrchestrator => new(2048, 8192, Least: 1, Most: 1, Disk: 100),
        _ => new(512, 1024, Least: 2, Most: 10),
    };
}
