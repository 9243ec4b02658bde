using System.Collections.Concurrent;
using System.Diagnostics;

namespace Kws.Gateway.Tests.Identity;

/// <summary>Every text of every span of this process, exported or not, that ends from now on.</summary>
internal sealed class SpanTexts : IDisposable
{
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly ActivityListener _listener;

    public SpanTexts()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Keep,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Where a text stands; null: nowhere.</summary>
    public string? Find(string text) =>
        _texts.FirstOrDefault(told => told.Contains(text, StringComparison.OrdinalIgnoreCase));

    public void Dispose() => _listener.Dispose();

    private void Keep(Activity span)
    {
        _texts.Enqueue($"{span.Source.Name}: name {span.DisplayName}, {span.OperationName}, {span.StatusDescription}");
        foreach (var (key, value) in span.Baggage)
            _texts.Enqueue($"{span.Source.Name}: baggage {key}={value}");
        KeepTags(span, "tag", span.TagObjects);
        foreach (var link in span.Links)
            KeepTags(span, "link", link.Tags ?? []);
        foreach (var happened in span.Events)
        {
            _texts.Enqueue($"{span.Source.Name}: event {happened.Name}");
            KeepTags(span, "event", happened.Tags);
        }
    }

    private void KeepTags(Activity span, string where, IEnumerable<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags)
            _texts.Enqueue($"{span.Source.Name}: {where} {key}={value}");
    }
}
