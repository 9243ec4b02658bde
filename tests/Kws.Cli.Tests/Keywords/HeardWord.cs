using System.Text.Json;

namespace Kws.Cli.Tests.Keywords;

/// <summary>A keyword as <c>kws listen --json</c> prints it.</summary>
internal sealed record HeardWord(string Id, string Label, long StartSample, long EndSample)
{
    public static IReadOnlyList<HeardWord> In(KwsRun run) =>
    [
        .. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(json => json.GetProperty("event").GetString() == "keyword")
            .Select(json => new HeardWord(
                json.GetProperty("id").GetString()!, json.GetProperty("label").GetString()!,
                json.GetProperty("start_sample").GetInt64(), json.GetProperty("end_sample").GetInt64())),
    ];
}
