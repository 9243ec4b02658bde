using Kws.Models;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets.Importing;

namespace Kws.TrainingOrchestrator.DataSets.Storing;

/// <summary>A version that is to be stored.</summary>
/// <param name="Name">Of the data set.</param>
/// <param name="Task">What it is for.</param>
/// <param name="ContentSha256">Of paths and contents.</param>
/// <param name="Files">With their paths below the version's prefix.</param>
internal sealed record DataSetDraft(
    string Name, ModelTask Task, string ContentSha256, IReadOnlyList<(string Path, PlacedFile File)> Files)
{
    private const int HashInPrefix = 16;

    /// <summary>Of its objects: the same content of a name is stored once.</summary>
    public string Prefix => $"{PrefixOf(Name)}{ContentSha256[..HashInPrefix]}";

    /// <summary>Of all versions of a name.</summary>
    public static string PrefixOf(string name) => $"datasets/{name}/";

    /// <summary>The version as it is stored, without its files.</summary>
    public DataSetRow ToRow(int version, DateTimeOffset now) => new()
    {
        Name = Name,
        Version = version,
        Task = Task,
        ContentSha256 = ContentSha256,
        Prefix = Prefix,
        Files = Files.Count,
        Bytes = Files.Sum(file => file.File.Source.Bytes),
        CreatedAt = now,
    };

    /// <summary>Its files as they are stored.</summary>
    public IEnumerable<DataSetFileRow> ToFileRows(int version) => Files.Select(file => new DataSetFileRow
    {
        DataSet = Name,
        Version = version,
        Path = file.Path,
        Label = file.File.Label,
        Split = file.File.Split ?? throw new InvalidOperationException($"'{file.Path}' is in no split"),
        Source = file.File.Origin,
        Bytes = file.File.Source.Bytes,
        Sha256 = file.File.Sha256,
    });
}
