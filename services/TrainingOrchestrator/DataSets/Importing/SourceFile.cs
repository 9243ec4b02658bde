namespace Kws.TrainingOrchestrator.DataSets.Importing;

/// <summary>A file that may become part of a data set.</summary>
/// <param name="Path">As the client knows it: below its folder or in its archive, joined by '/'.</param>
/// <param name="File">Where its bytes are on this machine.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record SourceFile(string Path, string File, long Bytes);

/// <summary>Where an import's files come from.</summary>
internal interface IImportSource
{
    /// <summary>The files, on this machine.</summary>
    /// <param name="workFolder">Of this import alone; deleted with it.</param>
    /// <param name="counts">Hears of the bytes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DataSetRefusedException">Something that is not taken, or more than the limits.</exception>
    Task<IReadOnlyList<SourceFile>> BringAsync(
        string workFolder, ImportCounts counts, CancellationToken cancellationToken);
}
