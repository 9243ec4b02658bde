using System.CommandLine;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Servers;

/// <summary><c>kws health</c>: asks a service whether it is ready, or waits until it is.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestPatience = TimeSpan.FromSeconds(1);

    public static Command Create(CliContext context)
    {
        var server = ServerAddress.OfAudioInference();
        var service = new Option<string>("--service")
        {
            Description = "Name of one service of the server; empty: the whole server",
            DefaultValueFactory = _ => "",
        };
        var wait = BoundedOption.Create("--wait", "Seconds to wait for it to serve", 0.0, 0, 3600);
        var json = CommonOptions.Json();
        var command = new Command("health", "Ask a service whether it is ready") { server.Option, service, wait, json };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var endpoint = server.Resolve(parsed, context);
            var status = await ServerSession.UseAsync(endpoint, cancellationToken, channel =>
                AskAsync(context.Time, channel, parsed.GetRequiredValue(service),
                    TimeSpan.FromSeconds(parsed.GetValue(wait)), cancellationToken));
            Report.OfLine(new { Server = endpoint.Address, Status = status }).Add($"{endpoint} {status}").WriteTo(
                context, parsed.GetValue(json));
            return status == nameof(HealthCheckResponse.Types.ServingStatus.Serving)
                ? ExitCode.Success
                : ExitCode.Failure;
        });
        return command;
    }

    /// <summary>Asks until it serves or the time is over; what came last is the answer, or the error.</summary>
    /// <remarks>
    /// What listens on a service's port before the service does, such as an orchestrator's proxy, takes connections and
    /// drops them, or answers something that is no gRPC: most errors only mean that it is not there yet.
    /// </remarks>
    private static async Task<string> AskAsync(
        TimeProvider timeProvider,
        GrpcChannel channel,
        string service,
        TimeSpan wait,
        CancellationToken cancellationToken)
    {
        var begin = timeProvider.GetTimestamp();
        while (true)
        {
            var left = wait - timeProvider.GetElapsedTime(begin);
            var isLast = left <= TimeSpan.Zero;
            try
            {
                var patience = wait == TimeSpan.Zero
                    || left > LongestAnswer ? LongestAnswer : left > ShortestPatience ? left : ShortestPatience;
                var options = new CallOptions(
                    deadline: timeProvider.GetUtcNow().UtcDateTime + patience, cancellationToken: cancellationToken);
                var status = await HealthProbe.AskAsync(channel, service, options);
                if (isLast || status == HealthCheckResponse.Types.ServingStatus.Serving)
                    return status.ToString();
            }
            catch (RpcException exception)
                when (!isLast && !cancellationToken.IsCancellationRequested && MayHeal(exception.StatusCode))
            {
                // Asked again below.
            }
            await Task.Delay(Pause, timeProvider, cancellationToken);
        }
    }

    // These come from a server that is up and is the wrong one, or does not know the caller.
    private static bool MayHeal(StatusCode status) =>
        status is not (StatusCode.Unimplemented or StatusCode.Unauthenticated or StatusCode.PermissionDenied);
}
