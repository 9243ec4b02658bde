using System.Text.Json;
using Kws.Audio;
using Kws.Features;
using Kws.TrainingOrchestrator.Database;

namespace Kws.TrainingOrchestrator.DataSets.Preparing;

/// <summary>MFCCs as JSON: <c>mapping</c> (the labels, sorted), <c>labels</c> (of each file its index there),
/// <c>MFCCs</c> (of each file [frames, 13], all of the same shape) and <c>files</c> (paths below the version's
/// prefix).</summary>
/// <remarks>Of every file its first second counts; a shorter one is followed by silence.</remarks>
internal sealed class MfccForm(VersionContent content, PreparedFiles made)
{
    private const int FlushBytes = 1 << 20;
    private const int AtOnce = 8;
    private static readonly FeatureSpec s_spec = FeatureSpecPresets.Mfcc13Classic;

    public async Task WriteAsync(
        IReadOnlyList<DataSetFileRow> files, PreparationCounts counts, CancellationToken cancellationToken)
    {
        string[] mapping = [.. files.Select(file => file.Label).Distinct().Order(StringComparer.Ordinal)];
        foreach (var (split, name) in ((DataSplit, string)[])
            [(DataSplit.Training, "train"), (DataSplit.Validation, "validation")])
        {
            await using var file = made.Create($"{name}/data.json");
            await WriteAsync(file, mapping, [.. files.Where(row => row.Split == split)], counts, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>The MFCCs of a clip's first second, row-major [frames, 13].</summary>
    public static float[] Extract(WavAudio audio)
    {
        var second = new float[audio.SampleRateHz];
        audio.Mono.AsSpan(0, Math.Min(audio.Mono.Length, second.Length)).CopyTo(second);
        return ResamplingFrontEnd.ExtractAll(s_spec, second, audio.SampleRateHz);
    }

    private async Task WriteAsync(
        Stream output, string[] mapping, IReadOnlyList<DataSetFileRow> files, PreparationCounts counts,
        CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        WriteTexts(json, "mapping", mapping);
        json.WriteStartArray("labels");
        foreach (var file in files)
            json.WriteNumberValue(Array.IndexOf(mapping, file.Label));
        json.WriteEndArray();
        json.WriteStartArray("MFCCs");
        foreach (var some in files.Chunk(AtOnce))
        {
            foreach (var frames in await Task.WhenAll(some.Select(file => ExtractAsync(file, cancellationToken)))
                .ConfigureAwait(false))
            {
                WriteFrames(json, frames);
                counts.AddFile();
            }

            if (json.BytesPending > FlushBytes)
                await json.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        json.WriteEndArray();
        WriteTexts(json, "files", files.Select(file => file.Path));
        json.WriteEndObject();
    }

    private Task<float[]> ExtractAsync(DataSetFileRow file, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            using var copy = await content.CopyAsync(file, cancellationToken).ConfigureAwait(false);
            return Extract(await AudioFileReader.ReadAsync(copy.Path, cancellationToken: cancellationToken)
                .ConfigureAwait(false));
        },
        cancellationToken);

    private static void WriteFrames(Utf8JsonWriter json, float[] frames)
    {
        json.WriteStartArray();
        foreach (var frame in frames.Chunk(s_spec.Coefficients))
        {
            json.WriteStartArray();
            foreach (var value in frame)
                json.WriteNumberValue(value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
