using Microsoft.Playwright;

namespace Kws.Dashboard.Tests.Browser;

/// <summary>One page; what its scripts complain about is kept.</summary>
public sealed class Session : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    public Session(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Add($"{message.Text} {message.Location}");
        };
    }

    public IPage Page { get; }

    public void AssertNoComplaints() => Assert.Empty(_complaints);

    /// <summary>Whether something is wider than the window.</summary>
    public Task<bool> ScrollsSidewaysAsync() =>
        Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth").WithTimeout();

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
