using System.Runtime.CompilerServices;
using System.Text.Json;
using Kws.Dashboard.Resources;

namespace Kws.Dashboard.Live;

/// <summary>Server-sent events for open pages.</summary>
internal static class LiveEndpoints
{
    // Faster than that nobody reads.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(700);

    public static void MapLive(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/live/{topic}", (Topic topic, ChangeFeed changes, TimeProvider clock, CancellationToken cancelled) =>
            TypedResults.ServerSentEvents(ChangesAsync(topic, changes, clock, cancelled), "changed"));
        routes.MapGet("/live/console/{name}", (string name, IResourceSource source, CancellationToken cancelled) =>
            TypedResults.ServerSentEvents(LinesAsync(name, source, cancelled), "lines"));
    }

    private static async IAsyncEnumerable<string> ChangesAsync(
        Topic topic, ChangeFeed changes, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancelled)
    {
        long seen = changes.Version(topic);
        yield return "hello";
        while (!cancelled.IsCancellationRequested)
        {
            await changes.WaitAsync(topic, seen, cancelled);
            seen = changes.Version(topic);
            yield return topic.ToString();
            await Task.Delay(Pace, clock, cancelled);
        }
    }

    private static async IAsyncEnumerable<string> LinesAsync(
        string name, IResourceSource source, [EnumeratorCancellation] CancellationToken cancelled)
    {
        await foreach (IReadOnlyList<ConsoleLineView> lines in source.WatchConsoleAsync(name, cancelled))
            yield return JsonSerializer.Serialize(lines, JsonSerializerOptions.Web);
    }
}
