using System.Security.Cryptography;
using Kws.Audio;
using Kws.Models;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.DataSets.Importing;

/// <summary>Reads every file as a trainer will, and takes its hash.</summary>
internal sealed class FileCheck(IOptions<ImportOptions> options)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(0.05);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_longestNoise = TimeSpan.FromMinutes(10);
    private const int MostAtOnce = 8;
    private const int MinSampleRateHz = 8_000;
    private const int MaxSampleRateHz = 48_000;

    /// <summary>The files with their hashes, in the same order; those with faults without.</summary>
    public async Task<PlacedFile[]> ReadAsync(
        IReadOnlyList<PlacedFile> files, ModelTask task, ImportCounts counts, CancellationToken cancellationToken)
    {
        var read = new PlacedFile[files.Count];
        var parallel = new ParallelOptions
        {
            // Each holds a decoded file.
            MaxDegreeOfParallelism = Math.Min(Environment.ProcessorCount, MostAtOnce),
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(0, files.Count, parallel, async (index, token) =>
        {
            var fault = await FaultAsync(files[index], task, token).ConfigureAwait(false);
            if (fault is not null)
                counts.Faults.Add(files[index].Source.Path, fault);
            read[index] = fault is not null
                ? files[index]
                : files[index] with { Sha256 = await HashAsync(files[index].Source.File, token).ConfigureAwait(false) };
            counts.AddFile();
        }).ConfigureAwait(false);
        return read;
    }

    /// <summary>SHA-256 of a file in lower-case hex.</summary>
    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
    }

    private async Task<string?> FaultAsync(PlacedFile file, ModelTask task, CancellationToken cancellationToken)
    {
        if (file.Source.Bytes == 0)
            return "is empty (0 bytes)";
        return task == ModelTask.SignLetters
            ? PictureFiles.Fault(file.Source.File)
            : await AudioFaultAsync(file, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> AudioFaultAsync(PlacedFile file, CancellationToken cancellationToken)
    {
        var longest = file.Split == DataSplit.Background ? s_longestNoise : s_longest;
        try
        {
            var limits = new WavLimits(
                options.Value.MaxFileBytes, (int)(longest.TotalSeconds * MaxSampleRateHz) + MaxSampleRateHz);
            var audio = await AudioFileReader.ReadAsync(file.Source.File, limits, cancellationToken)
                .ConfigureAwait(false);
            if (audio.IsTruncated)
                return audio.Warnings[0];
            if (audio.SampleRateHz is < MinSampleRateHz or > MaxSampleRateHz)
                return $"sample rate is {audio.SampleRateHz} Hz; allowed: {MinSampleRateHz} to {MaxSampleRateHz}";
            return audio.Duration < s_shortest || audio.Duration > longest
                ? FormattableString.Invariant(
                    $"lasts {audio.Duration.TotalSeconds:0.###} s; allowed: 0.05 to {longest.TotalSeconds:0} s")
                : null;
        }
        catch (InvalidAudioException e)
        {
            return e.Message;
        }
    }
}
