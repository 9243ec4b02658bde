using System.Runtime.CompilerServices;
using Grpc.Core;
using Kws.Dashboard.V1;

namespace Kws.Dashboard.Resources.Grpc;

/// <summary>The AppHost's resource service over gRPC.</summary>
internal sealed class GrpcResourceSource(V1.Resources.ResourcesClient client, Metadata headers) : IResourceSource
{
    public async IAsyncEnumerable<ResourceChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using AsyncServerStreamingCall<ResourcesUpdate> call = client.WatchResources(new WatchResourcesRequest(), headers, cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
            yield return ResourceReader.Read(call.ResponseStream.Current);
    }

    public async IAsyncEnumerable<IReadOnlyList<ConsoleLineView>> WatchConsoleAsync(
        string resourceName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using AsyncServerStreamingCall<ConsoleLines> call = client.WatchConsoleLogs(
            new WatchConsoleLogsRequest { ResourceName = resourceName }, headers, cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
            yield return [.. call.ResponseStream.Current.Lines.Select(ResourceReader.Read)];
    }

    public async Task<string?> ExecuteAsync(string resourceName, string commandName, CancellationToken cancellationToken)
    {
        try
        {
            ExecuteCommandResponse response = await client.ExecuteCommandAsync(
                new ExecuteCommandRequest { ResourceName = resourceName, CommandName = commandName }, headers, cancellationToken: cancellationToken);
            return response.Succeeded ? null : response.Message is { Length: > 0 } reason ? reason : "it failed";
        }
        catch (RpcException exception) when (exception.StatusCode != StatusCode.Cancelled)
        {
            return exception.Status.Detail;
        }
    }
}
