using Kws.Detection;
using Kws.Models;

namespace Kws.Evaluation.Tests;

/// <summary>Recordings of <see cref="MadeUpHearing"/> as a verifier heard them too.</summary>
internal static class VerifiedHearing
{
    public const float Floor = 0.3f;

    public static ModelManifest Manifest(int looks = 6) => MadeUpHearing.Manifest() with
    {
        Verifier = new VerifierSettings
        {
            Frames = 198,
            Looks = looks,
            Thresholds = new Dictionary<string, float> { ["yes"] = 0.6f },
        },
    };

    /// <summary>A recording; at each event the verifier gives its label a posterior.</summary>
    public static HeardRecording Heard(
        (int Decision, string Label, float Score, float Verifier)[] events, params SpokenWord[] spoken)
    {
        var heard = MadeUpHearing.Heard(
            [.. events.Select(one => (one.Decision, one.Label, one.Score))], spoken);
        var labels = Manifest().Labels.ToList();
        var looked = events.Where(one => one.Score >= Floor).OrderBy(one => one.Decision).ToArray();
        var posteriors = new float[looked.Length * labels.Count];
        for (var i = 0; i < looked.Length; i++)
        {
            posteriors[i * labels.Count] = 1 - looked[i].Verifier;
            posteriors[(i * labels.Count) + labels.IndexOf(looked[i].Label)] = looked[i].Verifier;
        }
        return heard with
        {
            Looks = new SecondLooks(
                Floor, new Smoothing(1, 0, 8), [.. looked.Select(one => one.Decision)], posteriors),
        };
    }
}
