using System.Security.Cryptography;
using Kws.Audio;
using Kws.Database;
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
    public static async Task PutAsync(IDatabases<TrainingDatabase> databases, IObjectStore store)
    {
        var files = new List<DataSetFileRow>();
        var clips =
            from word in ((string Label, double Hertz)[])[("yes", 400), ("no", 2900)]
            from split in (DataSplit[])[DataSplit.Training, DataSplit.Validation]
            from take in Enumerable.Range(0, 4)
            select (word.Label, Hertz: word.Hertz + take, Split: split, Source: $"{split}{take}");
        foreach (var (label, hertz, split, source) in clips)
        {
            var clip = WavWriter.ToPcm16(16_000, TestSignals.Sine(hertz, 16_000, 16_000));
            var folder = split == DataSplit.Training ? "train" : "validation";
            var path = $"{folder}/{label}/{source}_nohash_0.wav";
            await store.PutAsync(new ObjectKey($"{Prefix}/{path}"), new MemoryStream(clip)).WithTimeout();
            files.Add(new DataSetFileRow
            {
                DataSet = Name,
                Version = 1,
                Path = path,
                Label = label,
                Split = split,
                Source = source,
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
