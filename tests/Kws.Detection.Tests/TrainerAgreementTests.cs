using System.Text.Json;

namespace Kws.Detection.Tests;

/// <summary>
/// The trainer tunes thresholds with detection rules of its own; both are held to the same golden decisions
/// (training/tests/golden/detections.json says how it was made).
/// </summary>
public sealed class TrainerAgreementTests
{
    private static readonly JsonDocument Golden =
        JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("training", "tests", "golden", "detections.json")));

    public static TheoryData<string> Cases =>
        [.. Golden.RootElement.GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Detector_DecidesAsTheTrainerDoes(string name)
    {
        JsonElement item = Golden.RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        string[] labels = [.. Golden.RootElement.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!)];
        float threshold = item.GetProperty("threshold").GetSingle();
        var plan = new DetectionPlan(
            labels,
            labels.Except(DetectionPlan.Fillers).ToDictionary(label => label, _ => threshold),
            new Smoothing(item.GetProperty("smoothing_windows").GetInt32(), item.GetProperty("early_windows").GetInt32(), item.GetProperty("early_odds").GetSingle()),
            item.GetProperty("refractory_decisions").GetInt32(),
            nearMissShare: 1);
        var detector = new KeywordDetector(plan, 0, 0);

        var found = new List<(string, long)>();
        foreach (JsonElement row in item.GetProperty("posteriors").EnumerateArray())
        {
            DetectorOutput output = detector.Decide([.. row.EnumerateArray().Select(value => value.GetSingle())]);
            if (output.HasKeyword)
                found.Add((labels[output.Label], detector.NextDecision - 1));
        }

        Assert.Equal(item.GetProperty("detections").EnumerateArray().Select(d => (d[0].GetString()!, d[1].GetInt64())), found);
    }
}
