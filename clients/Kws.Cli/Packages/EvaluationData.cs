using Kws.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Speech;
using Kws.Evaluation;
using Kws.Models;
using Kws.SpokenWords;

namespace Kws.Cli.Packages;

/// <summary>Clips and noise in memory, and the labels that count as keywords. Recordings are made and heard on all
/// processors.</summary>
internal sealed record EvaluationData(
    IReadOnlyList<LabelledClip> Clips,
    NoiseBank Noises,
    IReadOnlyList<string> Keywords)
{
    /// <summary>For the models that listen: many recordings at once, one thread each, wastes no processor on
    /// waiting.</summary>
    public static readonly ModelSessionOptions OneThread = new() { IntraOpThreads = 1 };

    // A recording of twenty minutes takes some 200 MB while it is made and heard.
    private const int MostRecordingsAtOnce = 8;

    /// <summary>Keywords of which the folder has no clip: recordings of known words need one of each.</summary>
    public IReadOnlyList<string> WithoutClips => [.. Keywords.Except(Clips.Select(clip => clip.Word))];

    /// <summary>Seeded recordings of words over noise, heard by the model; in the order of the seeds.</summary>
    /// <param name="heardAs">See <see cref="StreamListener"/>.</param>
    /// <exception cref="BadInputException">A keyword has no clip.</exception>
    public Task<HeardRecording[]> KnownRecordingsAsync(
        CliContext context,
        KeywordModel model,
        ModelManifest heardAs,
        IEnumerable<int> seeds,
        CancellationToken cancellationToken)
    {
        if (WithoutClips is not [])
        {
            throw new BadInputException("FOLDER",
                string.Join(' ', Clips.Select(clip => clip.Word).Distinct().Order(StringComparer.Ordinal)),
                $"it must also hold clips of {string.Join(", ", WithoutClips)}");
        }
        var builder = new KnownRecordingBuilder(Clips, Noises, Keywords);
        var listener = new StreamListener(model, heardAs);
        return ListenAsync(new StepProgress(context, "listening, recordings"), [.. seeds], MostRecordingsAtOnce,
            (seed, _) =>
        {
            var recording = builder.Build(seed);
            return Task.FromResult(listener.Hear("stream", recording.Samples, recording.Spoken));
        }, cancellationToken);
    }

    /// <summary>Seeded minutes without keywords, heard by the model; in order.</summary>
    /// <param name="heardAs">See <see cref="StreamListener"/>.</param>
    /// <param name="sentences">See <see cref="NonKeywordAudio"/>.</param>
    public Task<HeardRecording[]> NonKeywordMinutesAsync(
        CliContext context,
        KeywordModel model,
        ModelManifest heardAs,
        double hours,
        int seed,
        IReadOnlyList<string> sentences,
        CancellationToken cancellationToken)
    {
        var audio = new NonKeywordAudio(Clips, Noises, Keywords, SpokenText.Words, SpeakAsync, sentences);
        var listener = new StreamListener(model, heardAs);
        var minutes = Math.Max(1, (int)Math.Round(hours * 60));
        return ListenAsync(new StepProgress(context, "listening, minutes"), [.. Enumerable.Range(0, minutes)],
            Environment.ProcessorCount, async (minute, cancellationToken) =>
        {
            var recording = await audio.MinuteAsync(seed, minute, cancellationToken);
            return listener.Hear(recording.Kind, recording.Samples, []);
        }, cancellationToken);
    }

    /// <summary>Recordings of talk, heard by the model; in order.</summary>
    /// <exception cref="BadInputException">A file is no audio.</exception>
    public static async Task<HeardRecording[]> TalkAsync(
        CliContext context,
        KeywordModel model,
        ModelManifest heardAs,
        IReadOnlyList<TalkFile> files,
        CancellationToken cancellationToken)
    {
        var listener = new TalkListener(new StreamListener(model, heardAs), model.FeatureSpec.SampleRateHz);
        try
        {
            return await ListenAsync(new StepProgress(context, "listening, recordings"),
                [.. Enumerable.Range(0, files.Count)], Environment.ProcessorCount,
                (at, cancellationToken) => listener.ListenAsync(files[at], cancellationToken), cancellationToken);
        }
        catch (InvalidAudioException exception)
        {
            throw new BadInputException(exception.Message, exception);
        }
    }

    private static async Task<HeardRecording[]> ListenAsync(
        StepProgress progress,
        int[] numbers,
        int most,
        Func<int, CancellationToken, Task<HeardRecording>> listen,
        CancellationToken cancellationToken)
    {
        var heard = new HeardRecording[numbers.Length];
        var done = 0;
        var options = new ParallelOptions()
        {
            MaxDegreeOfParallelism = Math.Min(most, Environment.ProcessorCount),
            CancellationToken = cancellationToken
        };
        await Parallel.ForEachAsync(Enumerable.Range(0, numbers.Length), options, async (at, cancellationToken) =>
        {
            heard[at] = await listen(numbers[at], cancellationToken);
            progress.Report(Interlocked.Increment(ref done), numbers.Length);
        });
        return heard;
    }

    private static async Task<float[]> SpeakAsync(
        string text,
        string voice,
        int rateWpm,
        int pitch,
        CancellationToken cancellationToken)
    {
        var spoken = await EspeakSpeech.SayAsync(text, voice, rateWpm, pitch, cancellationToken);
        return RateConversion.Convert(spoken.ToFloats(), spoken.SampleRateHz, 16_000);
    }
}
