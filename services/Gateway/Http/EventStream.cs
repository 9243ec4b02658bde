using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Kws.Gateway.Http;

/// <summary>Server-sent events.</summary>
internal static class EventStream
{
    /// <summary>Events as they come. A stream that is refused before its first is told as a problem.</summary>
    public static async Task<IResult> OfAsync<TItem, TEvent>(
        IAsyncEnumerable<TItem> items, Func<TItem, SseItem<TEvent>> read, CancellationToken cancellationToken)
    {
        var enumerator = items.GetAsyncEnumerator(cancellationToken);
        try
        {
            var any = await enumerator.MoveNextAsync();
            return TypedResults.ServerSentEvents(RestAsync(enumerator, any, read, cancellationToken));
        }
        catch
        {
            await enumerator.DisposeAsync();
            throw;
        }
    }

    private static async IAsyncEnumerable<SseItem<TEvent>> RestAsync<TItem, TEvent>(
        IAsyncEnumerator<TItem> items, bool any, Func<TItem, SseItem<TEvent>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (items)
        {
            for (; any && !cancellationToken.IsCancellationRequested; any = await items.MoveNextAsync())
                yield return read(items.Current);
        }
    }
}
