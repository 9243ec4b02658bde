using Kws.Models;
using Kws.TrainingOrchestrator.DataSets;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>A version of a data set.</summary>
internal sealed class DataSetRow
{
    public required string Name { get; init; }

    /// <summary>1, 2 ...</summary>
    public required int Version { get; init; }

    public required ModelTask Task { get; init; }

    /// <summary>Of paths, labels, splits and contents.</summary>
    public required string ContentSha256 { get; init; }

    /// <summary>Of its objects in the store.</summary>
    public required string Prefix { get; init; }

    public required int Files { get; init; }

    public required long Bytes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public List<DataSetFileRow> Entries { get; init; } = [];
}

/// <summary>A file of a version.</summary>
internal sealed class DataSetFileRow
{
    public required string DataSet { get; init; }

    public required int Version { get; init; }

    /// <summary>Below the version's prefix, as the trainer reads it: "train/yes/ab12_nohash_0.wav",
    /// "validation/massey/A/3.jpg", "background_noise/rain.wav".</summary>
    public required string Path { get; init; }

    /// <summary>Empty: background noise.</summary>
    public required string Label { get; init; }

    public required DataSplit Split { get; init; }

    /// <summary>Who speaks or where it was taken; empty: not known. In two splits only where a folder of photos states
    /// them so.</summary>
    public required string Source { get; init; }

    public required long Bytes { get; init; }

    public required string Sha256 { get; init; }
}
