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

    private readonly JobProgressLine _line = new(context);
    private int _seen;

    /// <summary>What the epochs brought so far.</summary>
    public LearningCurves Curves { get; } = new();

    /// <returns>0 when its model was published, 1 when the job ended otherwise, 130 when it was let go of.</returns>
    public async Task<int> FollowAsync(string id, CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var question = new JobQuestion(context, () => CancelAsync(id, cancellationToken));
        var following = FollowAsync(id, question, leaving.Token);
        try
        {
            await Task.WhenAny(following, question.Detached);
            if (following.IsCompleted || !question.Detached.IsCompleted)
                return await following;
        }
        catch (OperationCanceledException)
        {
            TellDetached(id);
            throw;
        }

        await leaving.CancelAsync();
        await ((Task)following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        TellDetached(id);
        return ExitCode.Interrupted;
    }

    private void TellDetached(string id) =>
        _line.Show($"the job goes on: kws jobs watch {id} shows it, kws jobs cancel {id} ends it");

    private async Task<int> FollowAsync(string id, JobQuestion question, CancellationToken cancellationToken)
    {
        for (var breaks = 0; ; breaks++)
        {
            try
            {
                return await ServerSession.UseAsync(
                    server, cancellationToken, channel => WatchAsync(channel, id, question, cancellationToken));
            }
            catch (CommandFailedException) when (breaks < MostBreaks)
            {
                await question.AnsweredAsync().WaitAsync(cancellationToken);
                _line.Show("the server is away; the job goes on; asking again");
                await Task.Delay(s_pause, context.Time, cancellationToken);
            }
        }
    }

    private Task CancelAsync(string id, CancellationToken cancellationToken) =>
        ServerSession.UseAsync(server, cancellationToken, async channel =>
            await new Kws.Training.V1.Training.TrainingClient(channel)
                .CancelJobAsync(new CancelJobRequest { Id = id }, cancellationToken: cancellationToken));

    private async Task<int> WatchAsync(
        GrpcChannel channel, string id, JobQuestion question, CancellationToken cancellationToken)
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
            await question.AnsweredAsync().WaitAsync(cancellationToken);
            await TellAsync(change);
        }

        var job = await client.GetJobAsync(new GetJobRequest { Id = id }, cancellationToken: cancellationToken);
        await question.AnsweredAsync().WaitAsync(cancellationToken);
        _line.Close();
        if (!json)
            JobTable.Of([job]).WriteTo(context.Tables());
        return job.State == JobState.Published ? ExitCode.Success : ExitCode.Failure;
    }

    private async Task TellAsync(WatchJobResponse change)
    {
        if (change.Progress is { } epoch)
            Curves.Add(epoch);
        if (json)
            await context.Out.WriteLineAsync(JsonOutput.ToLine(ToDocument(change)));
        else if (change.Transition is { } moved)
            _line.Show($"{JobTable.NameOf(moved.To)}{(moved.Reason.Length > 0 ? $": {moved.Reason}" : "")}");
        else if (change.Progress is { } ended)
            _line.Show(ended);
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
}
