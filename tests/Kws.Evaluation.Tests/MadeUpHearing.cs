using Kws.Detection;
using Kws.Features;
using Kws.Models;

namespace Kws.Evaluation.Tests;

/// <summary>Recordings as heard: a decision every 1,600 samples, window 15,920, one window of smoothing.</summary>
internal static class MadeUpHearing
{
    private const int Decisions = 200;

    public static int AtDecision(int decision) => (decision * 1_600) + 15_920;

    public static HeardRecording Heard((int Decision, string Label, float Score)[] events,
        params SpokenWord[] spoken) =>
        HeardAs("test", events, spoken);

    public static HeardRecording HeardAs(string kind, (int Decision, string Label, float Score)[] events,
        params SpokenWord[] spoken)
    {
        var labels = Manifest().Labels;
        var posteriors = new float[Decisions * labels.Count];
        for (var decision = 0; decision < Decisions; decision++)
            posteriors[decision * labels.Count] = 1;
        foreach ((var decision, var label, var score) in events)
        {
            posteriors[decision * labels.Count] = 1 - score;
            posteriors[(decision * labels.Count) + labels.ToList().IndexOf(label)] = score;
        }
        return new HeardRecording(kind, posteriors, spoken, AtDecision(Decisions));
    }

    /// <summary>A word that ends a little before the window of a decision does.</summary>
    public static SpokenWord Word(string label, int decision) =>
        new(label, AtDecision(decision) - 8_000, AtDecision(decision) - 1_000);

    public static ModelManifest Manifest(int refractoryMs = 1000, int smoothingWindows = 1) => new()
    {
        Task = ModelTask.KeywordSpotting,
        Name = "made-up",
        Version = "1.0.0",
        Labels = ["silence", "unknown", "yes", "no"],
        Input = new TensorSpec("features", [-1, 98, 40]),
        Output = new TensorSpec("posteriors", [-1, 4]),
        Features = FeatureSpecPresets.LogMel40,
        Detection = new DetectionSettings
        {
            SmoothingWindows = smoothingWindows,
            RefractoryMs = refractoryMs,
            Thresholds = new Dictionary<string, float> { ["yes"] = 0.8f, ["no"] = 0.8f },
        },
        Files = [],
        Json = "{}",
    };
}
