using Kws.TrainingOrchestrator.Database;

namespace Kws.TrainingOrchestrator.DataSets.Preparing;

/// <summary>What is to be written.</summary>
/// <param name="Version">Of which.</param>
/// <param name="Prefix">Where to, in the store.</param>
/// <param name="RecordIo">How MXNet's records are made; null: MFCCs as JSON.</param>
internal sealed record Preparation(DataSetRow Version, string Prefix, RecordIoOptions? RecordIo);

/// <summary>How MXNet's records are made, as by its im2rec.</summary>
/// <param name="Resize">The shorter side in pixels; 0: as it is.</param>
/// <param name="Quality">Of JPEG, 1 to 100.</param>
/// <param name="PassThrough">The files' own bytes.</param>
/// <param name="Shuffle">In an order that is the same each time; else by path.</param>
/// <param name="TrainRatio">Share of all files; 0: as the data set is split.</param>
internal sealed record RecordIoOptions(int Resize, int Quality, bool PassThrough, bool Shuffle, double TrainRatio)
{
    public const int MaxResize = 4_096;
    public const int DefaultQuality = 95;
}

/// <summary>How far a preparation is; read while it runs.</summary>
internal sealed class PreparationCounts
{
    private int _done;

    public int Done => Volatile.Read(ref _done);

    /// <summary>In all.</summary>
    public int Files { get; set; }

    public void AddFile() => Interlocked.Increment(ref _done);
}
