using Kws.Detection;
using Kws.Evaluation;
using Kws.Models;
using Kws.TrainingOrchestrator.Jobs;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Gates;

/// <summary>Finishes a package that hears words which another lacks: fits their thresholds on the data set's validation
/// part and puts into the manifest what false alarms they cost. Whether the old words are heard as before is a
/// gate.</summary>
internal sealed class NewWords(IOptions<GateOptions> options)
{
    private const int FirstSeed = 301;
    private const int Recordings = 2;
    private const int Minutes = 10;
    private const int SpokenARecording = 30;
    private const int OthersARecording = 60;
    // Share of a new word that is given up for fewer false alarms. In real talk a word from 40 recordings alarmed 16
    // times an hour with a threshold that was just high enough for synthetic talk.
    private const double GivenUp = 0.1;
    private const string SyntheticVoice = "tts.";
    private static readonly TimeSpan s_talk = TimeSpan.FromSeconds(2.5);

    /// <summary>Changes the package's manifest; a second time it comes to the same.</summary>
    /// <param name="package">Its folder.</param>
    /// <param name="basis">Folder of the package that it was made of.</param>
    /// <param name="data">Folder of the data set.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="JobFailedException">The data set has no speech to measure false alarms on.</exception>
    public async Task<GateResult> FinishAsync(
        string package, string basis, string data, CancellationToken cancellationToken)
    {
        var oneThread = new ModelSessionOptions { IntraOpThreads = 1 };
        using var model = KeywordModel.Load(package, oneThread);
        using var before = KeywordModel.Load(basis, oneThread);
        string[] words = [.. model.Labels.Except(before.Labels)];
        var speech = await ValidationSpeech.ReadAsync(
            Path.Combine(data, "validation"), [.. model.Labels.Except(DetectionPlan.Fillers)],
            model.FeatureSpec.SampleRateHz, s_talk, cancellationToken).ConfigureAwait(false);
        if (speech.Talk.Count == 0)
            throw new JobFailedException("the data set's validation part has no speech without the word");
        var recordings = await KnownAsync(speech, data, words, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await TuneAsync(package, model, words, speech, recordings, cancellationToken).ConfigureAwait(false);
        return GateResult.AtMost("old-words", LargestChange(model, before, recordings),
            options.Value.MaxOldWordsChange, "of an old word's posterior");
    }

    private static async Task<IReadOnlyList<KnownRecording>> KnownAsync(
        ValidationSpeech speech, string data, string[] words, CancellationToken cancellationToken)
    {
        var noise = Path.Combine(data, "background_noise");
        var noises = await NoiseBank.ReadAsync(Directory.Exists(noise) ? noise : null, 16_000, cancellationToken)
            .ConfigureAwait(false);
        var builder = new KnownRecordingBuilder(speech.Words, noises, words);
        return [.. Enumerable.Range(FirstSeed, Recordings).Select(seed => builder.Build(
            seed, Minutes, SpokenARecording, OthersARecording))];
    }

    private static async Task TuneAsync(
        string package, KeywordModel model, string[] words, ValidationSpeech speech,
        IReadOnlyList<KnownRecording> recordings, CancellationToken cancellationToken)
    {
        var listener = new StreamListener(model);
        HeardRecording[] known =
            [.. recordings.Select(recording => listener.Hear("stream", recording.Samples, recording.Spoken))];
        HeardRecording[] talk = [.. speech.Talk.Values.SelectMany(voice => voice)
            .Select(samples => listener.Hear("talk", samples, []))];
        var figures = new WordTuner(new StreamScoring(model.Manifest), known, talk).Fit(words, GivenUp);
        await TunedManifest.WriteWordsAsync(
            package,
            figures.ToDictionary(word => word.Word, word => word.Threshold),
            [.. figures.SelectMany(word => StreamMetrics.OfWord(word, Describe(speech)))],
            cancellationToken).ConfigureAwait(false);
    }

    private static string Describe(ValidationSpeech speech)
    {
        var synthetic = speech.Talk.Keys.Count(voice => voice.StartsWith(SyntheticVoice, StringComparison.Ordinal));
        var what = speech.IsOfWords ? "single words" : "talk";
        return (synthetic, speech.Talk.Count - synthetic) switch
        {
            (0, var people) => $"{what} by {people} speakers",
            (var voices, 0) => $"{what} by {voices} synthetic voices",
            var (voices, people) => $"{what} by {people} speakers and {voices} synthetic voices",
        };
    }

    // Both listen to the same: the first labels of the new model are those of the old one.
    private static double LargestChange(
        KeywordModel model, KeywordModel before, IReadOnlyList<KnownRecording> recordings)
    {
        var largest = 0.0;
        foreach (var recording in recordings.Take(1))
        {
            float[] now = new StreamListener(model).Listen(recording.Samples),
                then = new StreamListener(before).Listen(recording.Samples);
            for (var label = 0; label < before.LabelCount; label++)
                if (!DetectionPlan.Fillers.Contains(before.Labels[label]))
                    largest = Math.Max(largest, ChangeOf(now, model.LabelCount, then, before.LabelCount, label));
        }

        return largest;
    }

    private static double ChangeOf(float[] now, int nowLabels, float[] then, int thenLabels, int label)
    {
        var largest = 0.0;
        for (var decision = 0; decision * thenLabels < then.Length; decision++)
            largest = Math.Max(largest,
                Math.Abs(now[(decision * nowLabels) + label] - then[(decision * thenLabels) + label]));
        return largest;
    }
}
