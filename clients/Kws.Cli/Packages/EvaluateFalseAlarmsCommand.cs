using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Evaluation;
using Kws.Models;

namespace Kws.Cli.Packages;

/// <summary><c>kws evaluate false-alarms</c>: events an hour without a keyword, while people talk (<c>--talk</c>), or
/// in synthetic talk, other words and noise, and what fewer would cost in words.</summary>
internal sealed class EvaluateFalseAlarmsCommand
{
    private readonly EvaluationInput _input = new(clipsAreOptional: true);
    private readonly TalkOptions _talk = new(TalkPart.All);
    private readonly Option<double> _hours =
        BoundedOption.Create("--hours", "How long to listen to synthetic audio", 2.0, 0.01, 10_000);
    private readonly Option<int> _seed =
        BoundedOption.Create("--seed", "Another seed gives other synthetic audio", 2, 0, 1_000_000);
    private readonly Option<int> _recordings = BoundedOption.Create(
        "--recordings", "20-minute recordings with 50 keywords each, to weigh misses against", 4, 1, 1000);
    private readonly TextOption _text = new();
    private readonly VerifierOption _verifier = new();
    private readonly MetricsOption _write = new();
    private readonly Option<bool> _json = CommonOptions.Json();

    private EvaluateFalseAlarmsCommand()
    {
    }

    public static Command Create(CliContext context) => new EvaluateFalseAlarmsCommand().CreateCommand(context);

    private Command CreateCommand(CliContext context)
    {
        var command = new Command("false-alarms",
            "False alarms an hour while people talk (--talk), or in synthetic talk, other words and noise")
        {
            _hours, _seed, _recordings, _text.Option, _verifier.Option, _write.Option, _json,
        };
        _input.AddTo(command);
        _talk.AddTo(command);
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var isTalk = _talk.IsChosen(parsed, _input.Clips(parsed),
                [_hours, _seed, _recordings, _text.Option, _input.NoiseOption]);
            var package = _input.Package(parsed);
            using var model = KeywordModel.Open(package, EvaluationData.OneThread);
            var heardAs = _verifier.HeardAs(parsed, model.Manifest, _write.IsAsked(parsed));
            await (isTalk
                ? ListenToTalkAsync(context, parsed, package, model, heardAs, cancellationToken)
                : ListenToSyntheticAsync(context, parsed, package, model, heardAs, cancellationToken));
        });
        return command;
    }

    private async Task ListenToTalkAsync(CliContext context, ParseResult parsed, ModelPackage package,
        KeywordModel model, ModelManifest heardAs, CancellationToken cancellationToken)
    {
        var files = await _talk.ReadAsync(context, parsed, cancellationToken);
        var part = _talk.Part(parsed);
        var scores = TalkScore.Of(files, await EvaluationData.TalkAsync(context, model, heardAs, files,
            cancellationToken), new StreamScoring(heardAs));
        await _write.ApplyAsync(context, parsed, package, StreamMetrics.OfTalk(scores, part), cancellationToken,
            StreamMetrics.IsOfTalk);
        if (parsed.GetValue(_json))
        {
            await context.Out.WriteLineAsync(JsonOutput.ToDocument(TalkReport.Json(scores, part)));
            return;
        }
        var title = $"{model.Manifest.Name} {model.Manifest.Version}"
            + (part == TalkPart.All ? "" : $", part {part.ToString().ToLowerInvariant()}");
        TalkReport.Write(context, title, scores, _talk.IsListed(parsed));
    }

    private async Task ListenToSyntheticAsync(CliContext context, ParseResult parsed, ModelPackage package,
        KeywordModel model, ModelManifest heardAs, CancellationToken cancellationToken)
    {
        var data = await _input.ReadAsync(context, parsed, model, cancellationToken);
        IReadOnlyList<HeardRecording> heard = await data.NonKeywordMinutesAsync(context, model, heardAs,
            parsed.GetValue(_hours), parsed.GetValue(_seed), _text.Sentences(parsed), cancellationToken);
        var scoring = new StreamScoring(heardAs);
        List<(string Kind, StreamScore Score)> scores = [.. heard.GroupBy(recording => recording.Kind)
            .OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => (kind.Key, scoring.Score(kind)))];
        var all = scoring.Score(heard);
        var rate = StreamMetrics.OfNonKeywordAudio(all, scores.Select(entry => entry.Kind));
        scores.Add(("all", all));
        var knownSeeds = Enumerable.Range(parsed.GetValue(_seed), parsed.GetValue(_recordings));
        IReadOnlyList<TradeOffPoint>? curve = null;
        if (data.WithoutClips.Count == 0)
        {
            var known = await data.KnownRecordingsAsync(context, model, heardAs, knownSeeds, cancellationToken);
            curve = TradeOffCurve.Measure(
                scoring, known, heard, heardAs.Detection!.Thresholds, heardAs.Verifier?.Thresholds);
        }
        await _write.ApplyAsync(context, parsed, package, [rate], cancellationToken,
            StreamMetrics.IsOfNonKeywordAudio);
        if (parsed.GetValue(_json))
        {
            await context.Out.WriteLineAsync(
                JsonOutput.ToDocument(new
                {
                    Audio = scores.ToDictionary(entry => entry.Kind, entry => entry.Score),
                    TradeOff = curve
                }));
            return;
        }
        ScoreTable.Write(context,
            $"{model.Manifest.Name} {model.Manifest.Version}: synthetic talk, other words, noise", scores);
        context.Out.WriteLine(
            "No person speaks a sentence in it; kws evaluate false-alarms --talk FOLDER measures with people.");
        if (curve is not null)
            TradeOffTable.Write(context, curve);
        else
            context.Out.WriteLine(
                $"no trade-off: the folder has no clip of {string.Join(", ", data.WithoutClips)}");
    }
}
