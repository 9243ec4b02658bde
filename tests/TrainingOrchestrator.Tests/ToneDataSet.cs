using System.Security.Cryptography;
using Kws.Audio;
using Kws.Models;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets;

namespace Kws.TrainingOrchestrator.Tests;

/// <summary>The data set "tones": what the model of tones hears, "yes" low and "no" high.</summary>
internal static class ToneDataSet
{
    public const string Name = "tones";
    private const string Prefix = "datasets/tones/0123456789abcdef";

    /// <summary>Puts it into a database and a store, as an import does.</summary>
    public static async Task PutAsync(ITrainingDatabases databases, IObjectStore store)
    {
        var files = new List<DataSetFileRow>();
        foreach (var (label, hertz) in ((string, double)[])[("yes", 400), ("no", 2900)])
            foreach (var split in (DataSplit[])[DataSplit.Training, DataSplit.Validation])
                for (var take = 0; take < 4; take++)
                {
                    var clip = WavWriter.ToPcm16(16_000, TestSignals.Sine(hertz + take, 16_000, 16_000));
                    var path = $"{(split == DataSplit.Training ? "train" : "validation")}/{label}/{split}{take}_nohash_0.wav";
                    await store.PutAsync(new ObjectKey($"{Prefix}/{path}"), new MemoryStream(clip)).WithTimeout();
                    files.Add(new DataSetFileRow
                    {
                        DataSet = Name,
                        Version = 1,
                        Path = path,
                        Label = label,
                        Split = split,
                        Source = $"{split}{take}",
                        Bytes = clip.Length,
                        Sha256 = Convert.ToHexStringLower(SHA256.HashData(clip)),
                    });
                }

        await using var database = databases.Open();
        database.DataSets.Add(new DataSetRow
        {
            Name = Name,
            Version = 1,
            Task = ModelTask.KeywordSpotting,
            ContentSha256 = new string('0', 64),
            Prefix = Prefix,
            Files = files.Count,
            Bytes = files.Sum(file => file.Bytes),
            CreatedAt = DateTimeOffset.UnixEpoch,
            Entries = files,
        });
        await database.SaveChangesAsync().WithTimeout();
    }
}
