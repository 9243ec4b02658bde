using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Kws.Gateway.Tests.Console;

/// <summary>Sees what pages do that they must not: requests to other hosts, faults of their scripts, and scripts or
/// styles that the content policy refused.</summary>
internal sealed class PageWatch
{
    private readonly ConcurrentQueue<string> _offences = new();

    /// <summary>Looks at a page from now on.</summary>
    /// <param name="page">One that has loaded nothing yet.</param>
    /// <param name="name">What a failure calls it.</param>
    /// <param name="host">The one that it may ask.</param>
    public void Follow(IPage page, string name, string host)
    {
        page.Request += (_, request) =>
        {
            var address = new Uri(request.Url);
            if (address.Scheme is not ("data" or "blob") && address.Host != host)
                _offences.Enqueue($"{name}: a request to {address}");
        };
        page.Console += (_, message) =>
        {
            // An answer that says no is the page's to tell.
            if (message.Type == "error"
                && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _offences.Enqueue($"{name}: {message.Text}");
        };
        page.PageError += (_, error) => _offences.Enqueue($"{name}: {error}");
    }

    public void AssertNoOffence() => Assert.Empty(_offences);
}
