using Grpc.Core;
using Kws.ServiceDefaults.Calls;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Calls;

public class ClientStreamTests
{
    private readonly FakeTimeProvider _timeProvider = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task MoveNext_ClientResetsTheCall_IsCancelled()
    {
        // As Kestrel ends the messages of a call whose client resets it; the call is not cancelled yet.
        var failure = await FailAsync(new IOException("The client reset the request stream."), new StubCall());
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
    }

    [Fact]
    public async Task MoveNext_ServerResetsTheCallAtItsDeadline_IsDeadlineExceeded()
    {
        var reset = new TaskCanceledException("canceled",
            new ConnectionAbortedException("The HTTP/2 stream was reset by the application."));
        var failure = await FailAsync(reset, new StubCall(deadline: _timeProvider.GetUtcNow().UtcDateTime));
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task MoveNext_OtherFault_PassesThrough()
    {
        var stream = new ClientStream<string>(new FailingReader(new InvalidDataException("malformed")), new StubCall(),
            _timeProvider);
        await Assert.ThrowsAsync<InvalidDataException>(() => stream.MoveNext(CancellationToken.None));
    }

    private async Task<RpcException> FailAsync(Exception fault, StubCall call)
    {
        var stream = new ClientStream<string>(new FailingReader(fault), call, _timeProvider);
        return await Assert.ThrowsAsync<RpcException>(() => stream.MoveNext(CancellationToken.None));
    }

    private sealed class FailingReader(Exception fault) : IAsyncStreamReader<string>
    {
        public string Current => throw new InvalidOperationException("nothing was read");

        public Task<bool> MoveNext(CancellationToken cancellationToken) => Task.FromException<bool>(fault);
    }
}
