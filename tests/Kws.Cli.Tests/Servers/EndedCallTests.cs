using Grpc.Core;
using Kws.Contracts;

namespace Kws.Cli.Tests.Servers;

public sealed class EndedCallTests
{
    [Fact]
    public async Task Write_ThatNeverEnds_IsLeftWhenItsTokenIsCancelled()
    {
        using var stop = new CancellationTokenSource();
        var writing = new StuckRequests().WriteOrLeaveAsync("request", stop.Token);
        Assert.False(writing.IsCompleted);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing).WithTimeout();
    }

    /// <summary>Waits for room for good, as a call's does that was ended in that moment.</summary>
    private sealed class StuckRequests : IAsyncStreamWriter<string>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(string message) => new TaskCompletionSource().Task;

        public Task WriteAsync(string message, CancellationToken cancellationToken) => WriteAsync(message);
    }
}
