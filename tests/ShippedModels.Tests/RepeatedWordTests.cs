using Kws.Detection;
using Kws.Evaluation;

namespace Kws.ShippedModels.Tests;

/// <summary>A command said again and again: each time is an event, as long as the pauses are those of a
/// person.</summary>
public sealed class RepeatedWordTests
{
    private const int Rate = 16_000;
    private const int Times = 5;

    public static TheoryData<string> Packages => KeywordPackages.Names;

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [MemberData(nameof(Packages))]
    public async Task Package_HearsAWordThatIsRepeatedAtOnce_EachTime(string name)
    {
        var folder = RealData.Require("speech", "validation");
        using var model = KeywordPackages.Load(name);
        var listener = new StreamListener(model);
        var scoring = new StreamScoring(model.Manifest);
        int heard = 0, said = 0, others = 0;
        foreach (var word in model.Labels.Except(DetectionPlan.Fillers))
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, word), "*.flac")
                .Order(StringComparer.Ordinal).Take(4))
            {
                var events = scoring.Events(
                    listener.Hear("repeated", Repeated(await SharedAudio.ClipAsync(file)), []));
                var right = events.Count(heard => heard.Label == word);
                heard += Math.Min(right, Times);
                others += events.Count - Math.Min(right, Times);
                said += Times;
            }
        }
        // A clip that is not heard at all costs five; what this guards is that a word which is heard once is heard
        // again.
        Assert.True(heard >= 0.85 * said && others <= 0.03 * said,
            $"{name}: {heard} of {said} heard, {others} events too many");
    }

    /// <summary>The clip every 1.25 s, over a microphone's faint noise.</summary>
    private static float[] Repeated(float[] clip)
    {
        var random = new Random(5);
        float[] samples = [.. Enumerable.Range(0, (2 * Rate) + (Times * Rate * 5 / 4))
            .Select(_ => 3e-4f * (2 * random.NextSingle() - 1))];
        for (var time = 0; time < Times; time++)
        {
            var start = (Rate / 2) + (time * Rate * 5 / 4);
            for (var n = 0; n < clip.Length; n++)
                samples[start + n] += clip[n];
        }
        return samples;
    }
}
