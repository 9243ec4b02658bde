using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>Shows a job's states and epochs as they come, until it has ended. A connection that breaks is made anew:
/// the job does not depend on it.</summary>
/// <param name="context">The process.</param>
/// <param name="server">Where the job is.</param>
/// <param name="json">One JSON object a change instead of words.</param>
internal sealed class JobFollower(CliContext context, ServerEndpoint server, bool json)
{
    private const int MostBreaks = 5;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private int _seen;

    /// <returns>0 when its model was published, 1 when the job ended otherwise.</returns>
    public async Task<int> FollowAsync(string id, CancellationToken cancellationToken)
    {
        for (var breaks = 0; ; breaks++)
        {
            try
            {
                return await ServerSession.UseAsync(
                    server, cancellationToken, channel => WatchAsync(channel, id, cancellationToken));
            }
            catch (CommandFailedException) when (breaks < MostBreaks)
            {
                await context.Error.WriteLineAsync("the server is away; the job goes on; asking again");
                await Task.Delay(s_pause, context.Time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await context.Error.WriteLineAsync(
                    $"the job goes on: kws jobs watch {id} shows it, kws jobs cancel {id} ends it");
                throw;
            }
        }
    }

    private async Task<int> WatchAsync(GrpcChannel channel, string id, CancellationToken cancellationToken)
    {
        var client = new Kws.Training.V1.Training.TrainingClient(channel);
        using var watch = client.WatchJob(new WatchJobRequest { Id = id }, cancellationToken: cancellationToken);
        var number = 0;
        await foreach (var change in watch.ResponseStream.ReadAllAsync(cancellationToken))
        {
            // A new connection tells all from the first on.
            if (++number <= _seen)
                continue;
            _seen = number;
            await TellAsync(change);
        }

        var job = await client.GetJobAsync(new GetJobRequest { Id = id }, cancellationToken: cancellationToken);
        if (!json)
            JobTable.Of([job]).WriteTo(context.Tables());
        return job.State == JobState.Published ? ExitCode.Success : ExitCode.Failure;
    }

    private Task TellAsync(WatchJobResponse change)
    {
        if (json)
            return context.Out.WriteLineAsync(JsonOutput.ToLine(ToDocument(change)));
        if (change.Transition is { } moved)
            return context.Error.WriteLineAsync(
                $"{JobTable.NameOf(moved.To)}{(moved.Reason.Length > 0 ? $": {moved.Reason}" : "")}");
        var epoch = change.Progress;
        return context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{Bar(epoch)} epoch {epoch.Epoch} of {epoch.Epochs}  loss {epoch.Loss:0.000}  "
            + $"accuracy {epoch.Accuracy:0.0%}  {epoch.Left.ToTimeSpan():hh\\:mm\\:ss} left"));
    }

    private static object ToDocument(WatchJobResponse change) => change.Transition is { } moved
        ? new { State = JobTable.NameOf(moved.To), moved.Reason, At = moved.At.ToDateTimeOffset() }
        : new
        {
            change.Progress.Epoch,
            change.Progress.Epochs,
            change.Progress.Loss,
            change.Progress.Accuracy,
            change.Progress.LearningRate,
            SecondsLeft = change.Progress.Left.ToTimeSpan().TotalSeconds,
            At = change.Progress.At.ToDateTimeOffset(),
        };

    private static string Bar(JobProgress epoch)
    {
        const int Width = 20;
        var done = Width * epoch.Epoch / Math.Max(1, epoch.Epochs);
        return $"[{new string('#', done)}{new string('.', Width - done)}]";
    }
}
