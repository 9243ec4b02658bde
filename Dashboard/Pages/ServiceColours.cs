using System.Collections.Concurrent;

namespace Kws.Dashboard.Pages;

/// <summary>Gives each service one of the palette's colours, in the order of their appearance.</summary>
public sealed class ServiceColours
{
    /// <summary>Colours in the style sheet, <c>--c0</c> to <c>--c9</c>.</summary>
    public const int Count = 10;

    private readonly ConcurrentDictionary<string, int> _indices = new();

    public string Style(string service) => $"--tag: var(--c{_indices.GetOrAdd(service, _ => _indices.Count % Count)})";
}
