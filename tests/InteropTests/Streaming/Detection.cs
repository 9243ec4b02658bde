using System.Text.Json;

namespace Kws.InteropTests.Streaming;

/// <summary>A keyword as each of the clients prints it.</summary>
internal sealed record Detection(string Label, long StartSample, long EndSample, double Confidence)
{
    /// <summary>Reads JSON lines; those that are no keywords are left out.</summary>
    public static IReadOnlyList<Detection> Parse(string lines) =>
    [
        .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith('{'))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(json => json.TryGetProperty("label", out _))
            .Select(json => new Detection(
                json.GetProperty("label").GetString()!,
                json.GetProperty("start_sample").GetInt64(),
                json.GetProperty("end_sample").GetInt64(),
                Math.Round(json.GetProperty("confidence").GetDouble(), 4))),
    ];
}
