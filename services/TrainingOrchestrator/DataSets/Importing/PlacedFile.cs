namespace Kws.TrainingOrchestrator.DataSets.Importing;

/// <summary>A file and what its place in the folder says of it.</summary>
/// <param name="Source">The file.</param>
/// <param name="Split">Null: not stated.</param>
/// <param name="Label">Word or letter; empty: background noise.</param>
/// <param name="Origin">Who speaks or where it was taken; empty: known once its content is.</param>
internal sealed record PlacedFile(SourceFile Source, DataSplit? Split, string Label, string Origin)
{
    /// <summary>SHA-256 of its bytes in lower-case hex; empty: it was not read, or has a fault.</summary>
    public string Sha256 { get; init; } = "";
}
