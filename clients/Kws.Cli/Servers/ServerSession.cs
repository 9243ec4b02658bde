using Grpc.Core;
using Grpc.Net.Client;
using Kws.Cli.Access;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Servers;

/// <summary>Work on one channel to a service, whose errors become words for the person at the shell.</summary>
internal static class ServerSession
{
    /// <exception cref="BadInputException">The server refused the input; the message is the server's.</exception>
    /// <exception cref="CommandFailedException">The server is away, busy or failing.</exception>
    public static async Task<T> UseAsync<T>(
        ServerEndpoint server,
        CancellationToken cancellationToken,
        Func<GrpcChannel, Task<T>> work)
    {
        using var channel = ServerChannel.Open(server);
        try
        {
            return await work(channel);
        }
        catch (RpcException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Explain(exception, server.Address);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Cancelled)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
    }

    /// <inheritdoc cref="UseAsync{T}(ServerEndpoint, CancellationToken, Func{GrpcChannel, Task{T}})"/>
    public static Task UseAsync(
        ServerEndpoint server,
        CancellationToken cancellationToken,
        Func<GrpcChannel, Task> work) =>
        UseAsync(server, cancellationToken, async channel =>
        {
            await work(channel);
            return true;
        });

    /// <summary>What a failed call of a server means to the person at the shell.</summary>
    /// <returns><see cref="BadInputException"/> or <see cref="CommandFailedException"/>.</returns>
    public static Exception Explain(RpcException exception, Uri address)
    {
        // There was no token to send: that says it all.
        if (exception.Status.DebugException is { } own and (BadInputException or CommandFailedException))
            return own;
        var detail = exception.Status.Detail;
        return exception.StatusCode switch
        {
            StatusCode.Unauthenticated => new CommandFailedException(
                $"the server at {address} does not know who calls: {detail}", AccessHelp.Unknown, exception),
            StatusCode.PermissionDenied => new CommandFailedException(
                $"the server at {address} does not allow it: {detail}", AccessHelp.NotAllowed, exception),
            StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.OutOfRange =>
                new BadInputException(detail, exception),
            StatusCode.Unavailable => new CommandFailedException(
                $"server not reachable at {address}: {detail}",
                "Start it with ./run.sh --serve, or say where it is: --help names the option and the variable.",
                    exception),
            StatusCode.ResourceExhausted when MessageSize.IsExceeded(exception) =>
                new BadInputException(MessageSize.Words(exception), exception),
            StatusCode.ResourceExhausted =>
                new CommandFailedException(
                    $"the server at {address} is at its limit: {detail}",
                    "Try again later, or with less at once.",
                    exception),
            StatusCode.DeadlineExceeded =>
                new CommandFailedException(
                    $"the server at {address} took too long: {detail}",
                    "Try again, or look at its load.",
                    exception),
            StatusCode.Unimplemented => new CommandFailedException(
                $"the server at {address} has no such service",
                    "Check that the address is the right service's.", exception),
            StatusCode.FailedPrecondition or StatusCode.AlreadyExists => new CommandFailedException(
                detail, "Look at what is there first: the command's list or show tells.", exception),
            _ => new CommandFailedException($"the server at {address} answered {exception.StatusCode}: {detail}",
                "Look at the server's log.", exception),
        };
    }
}

/// <summary>Tells a request that is larger than a server's messages may be from a server that is busy: both are
/// RESOURCE_EXHAUSTED, and only the words of gRPC's implementations differ.</summary>
internal static class MessageSize
{
    public static bool IsExceeded(RpcException exception) =>
        exception.StatusCode == StatusCode.ResourceExhausted
        && (exception.Status.Detail.Contains("maximum configured message size", StringComparison.Ordinal)
            || exception.Status.Detail.Contains("larger than max", StringComparison.Ordinal));

    public static string Words(RpcException exception) =>
        $"it is longer than the server takes at once: {exception.Status.Detail}";
}
