using Kws.Evaluation;
using Kws.Models;

namespace Kws.ShippedModels.Tests;

/// <summary>Holds cards to what the packages do: figures are measured again, and the card's must lie within the
/// interval of what comes out. Those with eight-bit weights hear what these two hear.</summary>
public sealed class CardFiguresTests
{
    // Each third clip of a word, about 420: enough to see a card that is off by four per cent.
    private const int EachClip = 3;
    private const int Seed = 1;
    private const int RateHz = 16_000;
    private static readonly string[] s_conditions = ["cut-end", "kitchen-5db", "telephone", "quiet"];
    private static readonly ModelSessionOptions s_oneThread = new() { IntraOpThreads = 1 };

    public static TheoryData<string> Packages =>
        [.. KeywordPackages.All
            .Where(name => !name.EndsWith(KeywordPackages.EightBitSuffix, StringComparison.Ordinal))];

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [MemberData(nameof(Packages))]
    public async Task FalseAlarmsWhilePeopleTalk_AreThoseOfTheCard(string name)
    {
        var files = (await TalkFolder.ReadAsync(RealData.Require("speech", "running"), null, default).WithTimeout())
            .Files;
        using var model = KeywordModel.Load(KeywordPackages.FolderOf(name), s_oneThread);
        var listener = new TalkListener(new StreamListener(model), RateHz);
        var heard = new HeardRecording[files.Count];
        await Parallel.ForAsync(0, files.Count, async (at, cancellationToken) =>
            heard[at] = await listener.ListenAsync(files[at], cancellationToken)).WithTimeout(TimeSpan.FromMinutes(5));

        foreach (var score in TalkScore.Of(files, heard, new StreamScoring(model.Manifest)))
        {
            var claimed = Claimed(model, score.Source == TalkScore.All
                ? "false_alarms_per_hour.talk"
                : $"false_alarms_per_hour.talk.{score.Source}");
            // The card has two digits.
            Assert.True(claimed >= score.Interval.Lower - 0.005 && claimed <= score.Interval.Upper + 0.005,
                $"{name}, {score.Source}: the card says {claimed} an hour; {score.FalseAlarms} in {score.Hours:0.00} h "
                + $"allow {score.Interval.Lower:0.00} to {score.Interval.Upper:0.00}");
        }
    }

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [MemberData(nameof(Packages))]
    public async Task AccuracyOfDegradedClips_IsThatOfTheCard(string name)
    {
        var folder = RealData.Require("speech", "validation");
        var noise = RealData.Require("speech", "background_noise");
        using var model = KeywordModel.Load(KeywordPackages.FolderOf(name), s_oneThread);
        var clips = (await ClipFolder.ReadAsync(folder, RateHz).WithTimeout(TimeSpan.FromMinutes(5)))
            .Where((_, at) => at % EachClip == 0).ToArray();
        var kitchen = await NoiseBank.ReadAsync(noise, RateHz, default, file =>
            file.Contains("dishes", StringComparison.Ordinal) || file.Contains("tap", StringComparison.Ordinal))
            .WithTimeout();
        var degrader = new ClipDegrader(clips, kitchen, Seed);

        List<DegradedAccuracy> measured = [new(DegradedAccuracy.AsRecorded, ClipAccuracy.Measure(model, clips, []))];
        measured.AddRange(Degradation.Find(s_conditions)!.Select(condition =>
            new DegradedAccuracy(condition.Name, ClipAccuracy.Measure(model, degrader.Apply(condition), []))));

        foreach (var condition in measured)
        {
            var claimed = Claimed(model, condition.ToMetric(Seed).Name);
            Assert.True(claimed >= condition.Interval.Lower && claimed <= condition.Interval.Upper,
                $"{name}, {condition.Condition}: the card says {claimed:P1}; {condition.Matrix.Right} of "
                + $"{condition.Matrix.Total} allow {condition.Interval.Lower:P1} to {condition.Interval.Upper:P1}");
        }
    }

    private static double Claimed(KeywordModel model, string metric) =>
        Assert.Single(model.Manifest.Metrics, one => one.Name == metric).Value;
}
