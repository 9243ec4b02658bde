using System.CommandLine;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Models;
using Kws.Detection;
using Kws.Dsp;
using Kws.Evaluation;
using Kws.Models;

namespace Kws.Cli.Evaluating;

/// <summary>What every evaluation reads: a model package, a folder of clips, background noise.</summary>
internal sealed class EvaluationInput
{
    private readonly Argument<string> _clips = new("FOLDER") { Description = "Clips as <word>/*.wav or *.flac" };
    private readonly Option<string> _model = new("--model") { Description = PackageChoice.Description, DefaultValueFactory = _ => "small" };
    private readonly Option<string?> _root = PackageChoice.Root();
    private readonly Option<string?> _noise = new("--noise") { Description = "Folder of background recordings; without one, noise is synthesised", HelpName = "FOLDER" };

    /// <summary>Adds the arguments and options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_clips);
        command.Options.Add(_model);
        command.Options.Add(_root);
        command.Options.Add(_noise);
    }

    /// <summary>The chosen package.</summary>
    public ModelPackage Package(ParseResult parsed)
    {
        ModelPackage package = PackageChoice.Load(parsed.GetRequiredValue(_model), parsed.GetValue(_root));
        return package.Manifest.Task == ModelTask.KeywordSpotting ? package
            : throw new BadInputException("--model", parsed.GetRequiredValue(_model), "it must be a keyword-spotting model");
    }

    /// <summary>Reads clips and noise at the model's rate.</summary>
    /// <exception cref="BadInputException">A folder is absent, empty, or holds a file that is no audio.</exception>
    public async Task<EvaluationData> ReadAsync(CliContext context, ParseResult parsed, KeywordModel model, CancellationToken cancellation)
    {
        string folder = parsed.GetRequiredValue(_clips);
        try
        {
            int rate = model.FeatureSpec.SampleRateHz;
            StepProgress progress = new(context, "reading clips");
            IReadOnlyList<LabelledClip> clips = await ClipFolder.ReadAsync(folder, rate, 0, progress.Report, cancellation);
            return new EvaluationData(clips, await NoiseBank.ReadAsync(parsed.GetValue(_noise), rate, cancellation), [.. model.Labels.Except(DetectionPlan.Fillers)]);
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or InvalidAudioException)
        {
            throw new BadInputException("FOLDER", folder, exception.Message);
        }
    }
}

/// <summary>Clips and noise in memory, and the labels that count as keywords.</summary>
internal sealed record EvaluationData(IReadOnlyList<LabelledClip> Clips, NoiseBank Noises, IReadOnlyList<string> Keywords)
{
    private static readonly WordList s_vocabulary = WordList.Read();

    /// <summary>Keywords of which the folder has no clip: recordings of known words need one of each.</summary>
    public IReadOnlyList<string> WithoutClips => [.. Keywords.Except(Clips.Select(clip => clip.Word))];

    /// <summary>Seeded recordings of words over noise, heard by the model.</summary>
    /// <exception cref="BadInputException">A keyword has no clip.</exception>
    public IEnumerable<HeardRecording> KnownRecordings(KeywordModel model, IEnumerable<int> seeds) =>
        WithoutClips is [] ? Listen(model, seeds)
        : throw new BadInputException("FOLDER", string.Join(' ', Clips.Select(clip => clip.Word).Distinct().Order(StringComparer.Ordinal)),
            $"it must also hold clips of {string.Join(", ", WithoutClips)}");

    private IEnumerable<HeardRecording> Listen(KeywordModel model, IEnumerable<int> seeds)
    {
        KnownRecordingBuilder builder = new(Clips, Noises, Keywords);
        StreamListener listener = new(model);
        foreach (int seed in seeds)
        {
            KnownRecording recording = builder.Build(seed);
            yield return new HeardRecording("stream", listener.Listen(recording.Samples), recording.Spoken, recording.Samples.Length);
        }
    }

    /// <summary>Seeded minutes without keywords, heard by the model.</summary>
    public async Task<IReadOnlyList<HeardRecording>> NonKeywordMinutesAsync(CliContext context, KeywordModel model, double hours, int seed, CancellationToken cancellation)
    {
        NonKeywordAudio audio = new(Clips, Noises, Keywords, s_vocabulary.Words, SpeakAsync);
        StreamListener listener = new(model);
        int minutes = Math.Max(1, (int)Math.Round(hours * 60));
        StepProgress progress = new(context, "listening, minutes");
        List<HeardRecording> heard = [];
        for (int minute = 0; minute < minutes; minute++)
        {
            NonKeywordMinute recording = await audio.MinuteAsync(seed, minute, cancellation);
            heard.Add(new HeardRecording(recording.Kind, listener.Listen(recording.Samples), [], recording.Samples.Length));
            progress.Report(minute + 1, minutes);
        }
        return heard;
    }

    private static async Task<float[]> SpeakAsync(string text, string voice, int rateWpm, int pitch, CancellationToken cancellation)
    {
        Recording spoken = await EspeakSpeech.SayAsync(text, voice, rateWpm, pitch, cancellation);
        return RateConversion.Convert(spoken.ToFloats(), spoken.SampleRateHz, 16_000);
    }
}
