namespace Kws.Dashboard.Resources;

/// <summary>A dashboard that shows telemetry only.</summary>
internal sealed class NoResourceSource : IResourceSource
{
    public IAsyncEnumerable<ResourceChange> WatchAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<ResourceChange>();

    public IAsyncEnumerable<IReadOnlyList<ConsoleLineView>> WatchConsoleAsync(string resourceName, CancellationToken cancellationToken) =>
        AsyncEnumerable.Empty<IReadOnlyList<ConsoleLineView>>();

    public Task<string?> ExecuteAsync(string resourceName, string commandName, CancellationToken cancellationToken) =>
        Task.FromResult<string?>("there is no AppHost to ask");
}
