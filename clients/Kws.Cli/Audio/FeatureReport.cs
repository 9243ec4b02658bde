using System.Globalization;
using Kws.Cli.Output;

namespace Kws.Cli.Audio;

/// <summary>
/// Features on paper: for people the spec, and how each value is spread over the frames; for programs all values.
/// </summary>
internal static class FeatureReport
{
    private const int Columns = 24;
    private const string Bars = " ▁▂▃▄▅▆▇█";

    public static Report Of(FeatureMatrix features, Recording recording)
    {
        var facts = new ResultTable("", "~")
            .Row("audio",
                string.Create(CultureInfo.InvariantCulture,
                    $"{recording.Duration.TotalSeconds:0.000} s at {recording.SampleRateHz} Hz"))
            .Row("spec", features.Spec.ToCanonicalJson())
            .Row("sha256", features.Spec.Sha256)
            .Row("frames", $"{features.Frames} of {features.ValuesPerFrame} values");
        var report = Report.OfLine(FeatureFiles.Json(features)).Add(facts);
        return features.Frames == 0 ? report : report.Add(Spread(features));
    }

    private static ResultTable Spread(FeatureMatrix features)
    {
        var table = new ResultTable(">value", ">least", ">mean", ">most", "over time");
        (var low, var high) = (features.Values.Min(), features.Values.Max());
        for (var value = 0; value < features.ValuesPerFrame; value++)
        {
            float[] track = [.. Enumerable.Range(0, features.Frames).Select(frame => features.Frame(frame)[value])];
            table.Row(value, Text(track.Min()), Text(track.Average()), Text(track.Max()), Sketch(track, low, high));
        }
        return table;
    }

    private static string Text(float value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A bar a stretch of time, on one scale for the whole table.</summary>
    private static string Sketch(float[] track, float low, float high)
    {
        var columns = Math.Min(Columns, track.Length);
        var span = high > low ? high - low : 1;
        return string.Create(columns, (track, low, span), static (line, state) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                var from = i * state.track.Length / line.Length;
                var to = Math.Max(from + 1, (i + 1) * state.track.Length / line.Length);
                var mean = state.track.AsSpan(from, to - from).ToArray().Average();
                line[i] = Bars[(int)MathF.Round((mean - state.low) / state.span * (Bars.Length - 1))];
            }
        });
    }
}
