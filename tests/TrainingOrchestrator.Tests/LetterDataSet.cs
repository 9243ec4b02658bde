using System.Security.Cryptography;
using Kws.Database;
using Kws.Models;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets;
using Kws.TrainingOrchestrator.Tests.DataSets;

namespace Kws.TrainingOrchestrator.Tests;

/// <summary>The data set "letters": "A" and "B", four pictures of noise for training and two for validation.</summary>
internal static class LetterDataSet
{
    public const string Name = "letters";
    public const int TrainingFiles = 4;
    private const string Prefix = "datasets/letters/fedcba9876543210";

    /// <summary>Puts it into a database and a store, as an import does.</summary>
    public static async Task PutAsync(IDatabases<TrainingDatabase> databases, IObjectStore store)
    {
        var files = new List<DataSetFileRow>();
        string[] paths =
        [
            "train/anna/A/1.png", "train/anna/B/1.png", "train/bert/A/1.png", "train/bert/B/1.png",
            "validation/cleo/A/1.png", "validation/cleo/B/1.png",
        ];
        foreach (var path in paths)
        {
            var picture = TestClips.Png(files.Count);
            await store.PutAsync(new ObjectKey($"{Prefix}/{path}"), new MemoryStream(picture)).WithTimeout();
            var parts = path.Split('/');
            files.Add(new DataSetFileRow
            {
                DataSet = Name,
                Version = 1,
                Path = path,
                Label = parts[2],
                Split = parts[0] == "train" ? DataSplit.Training : DataSplit.Validation,
                Source = parts[1],
                Bytes = picture.Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(picture)),
            });
        }

        await using var database = databases.Open();
        database.DataSets.Add(new DataSetRow
        {
            Name = Name,
            Version = 1,
            Task = ModelTask.SignLetters,
            ContentSha256 = new string('f', 64),
            Prefix = Prefix,
            Files = files.Count,
            Bytes = files.Sum(file => file.Bytes),
            CreatedAt = DateTimeOffset.UnixEpoch,
            Entries = files,
        });
        await database.SaveChangesAsync().WithTimeout();
    }
}
