using System.Globalization;
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
        routes.MapGet("/live/{topic}", (Topic topic, ChangeFeed changes, TimeProvider clock, IHostApplicationLifetime lifetime) =>
            TypedResults.ServerSentEvents(UntilStopped(ChangesAsync(topic, changes, clock), lifetime), "changed"));
        routes.MapGet("/live/console/{name}", (string name, IResourceSource source, IHostApplicationLifetime lifetime) =>
            TypedResults.ServerSentEvents(UntilStopped(LinesAsync(name, source), lifetime), "lines"));
    }

    // An open page must not keep the dashboard from ending: its stream would last until the host's patience does.
    private static async IAsyncEnumerable<T> UntilStopped<T>(
        IAsyncEnumerable<T> events, IHostApplicationLifetime lifetime, [EnumeratorCancellation] CancellationToken cancelled = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled, lifetime.ApplicationStopping);
        await using IAsyncEnumerator<T> each = events.GetAsyncEnumerator(stop.Token);
        while (await NextAsync(each, lifetime.ApplicationStopping))
            yield return each.Current;
    }

    private static async Task<bool> NextAsync<T>(IAsyncEnumerator<T> events, CancellationToken stopping)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    // The topic's version: at once, and whenever it has changed.
    private static async IAsyncEnumerable<string> ChangesAsync(
        Topic topic, ChangeFeed changes, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancelled = default)
    {
        long seen = changes.Version(topic);
        yield return seen.ToString(CultureInfo.InvariantCulture);
        while (!cancelled.IsCancellationRequested)
        {
            await changes.WaitAsync(topic, seen, cancelled);
            seen = changes.Version(topic);
            yield return seen.ToString(CultureInfo.InvariantCulture);
            await Task.Delay(Pace, clock, cancelled);
        }
    }

    private static async IAsyncEnumerable<string> LinesAsync(
        string name, IResourceSource source, [EnumeratorCancellation] CancellationToken cancelled = default)
    {
        await foreach (IReadOnlyList<ConsoleLineView> lines in source.WatchConsoleAsync(name, cancelled))
            yield return JsonSerializer.Serialize(lines, JsonSerializerOptions.Web);
    }
}
