using Grpc.Core;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Tests.Servers;

/// <summary>What a server's status means to the person at the shell.</summary>
public sealed class ServerSessionTests
{
    private static readonly ServerEndpoint s_server = new(new Uri("http://localhost:1"));

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.OutOfRange)]
    public async Task Use_ServerRefusesTheInput_IsBadInputInItsWords(StatusCode status)
    {
        var refused = await Assert.ThrowsAsync<BadInputException>(() => FailAsync(status));

        Assert.Equal("rate is 1; allowed: 2", refused.Message);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, "server not reachable at http://localhost:1/: rate is 1; allowed: 2\nStart it")]
    [InlineData(StatusCode.ResourceExhausted,
        "the server at http://localhost:1/ is at its limit: rate is 1; allowed: 2\nTry again later")]
    [InlineData(StatusCode.DeadlineExceeded,
        "the server at http://localhost:1/ took too long: rate is 1; allowed: 2\nTry again")]
    [InlineData(StatusCode.Unimplemented,
        "the server at http://localhost:1/ has no such service\nCheck that the address")]
    [InlineData(StatusCode.Internal,
        "the server at http://localhost:1/ answered Internal: rate is 1; allowed: 2\nLook at the server's log")]
    [InlineData(StatusCode.Unauthenticated, "the server at http://localhost:1/ does not know who calls: rate is 1; "
        + "allowed: 2\nLog in with kws login, or name a device's file with --token-file")]
    [InlineData(StatusCode.PermissionDenied, "the server at http://localhost:1/ does not allow it: rate is 1; "
        + "allowed: 2\nUse a login or a device that has the scope")]
    [InlineData(StatusCode.DataLoss, "the server at http://localhost:1/ answered DataLoss")]
    public async Task Use_ServerFails_SaysWhatAndTheNextStep(StatusCode status, string text)
    {
        var failed = await Assert.ThrowsAsync<CommandFailedException>(() => FailAsync(status));

        Assert.StartsWith(text, failed.Message, StringComparison.Ordinal);
        Assert.IsType<RpcException>(failed.InnerException);
    }

    [Fact]
    public async Task Use_CancelledByTheUser_IsNoFailureOfTheServer()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => FailAsync(StatusCode.Cancelled, stop.Token));
    }

    [Fact]
    public async Task Use_CancelledByTheServer_IsItsFailure()
    {
        var failed = await Assert.ThrowsAsync<CommandFailedException>(() => FailAsync(StatusCode.Cancelled));

        Assert.Contains("answered Cancelled", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_Result_IsHandedOn() =>
        Assert.Equal(3, await ServerSession.UseAsync(s_server, default, _ => Task.FromResult(3)).WithTimeout());

    private static Task<int> FailAsync(StatusCode status, CancellationToken cancellationToken = default) =>
        ServerSession.UseAsync<int>(s_server, cancellationToken, _ =>
            throw new RpcException(new Status(status, "rate is 1; allowed: 2"))).WithTimeout();
}
