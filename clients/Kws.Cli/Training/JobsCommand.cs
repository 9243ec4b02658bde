using System.CommandLine;
using Grpc.Core;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary><c>kws jobs</c>: what becomes of training jobs.</summary>
internal static class JobsCommand
{
    public static Command Create(CliContext context) => new("jobs", "Look at training jobs, follow and end them")
    {
        List(context),
        Show(context),
        Watch(context),
        Cancel(context),
        Logs(context),
        JobCurvesCommand.Create(context),
    };

    private static Command List(CliContext context)
    {
        var limit = BoundedOption.Create("--limit", "At most so many, the newest", 50, 1, 500);
        var state = new Option<JobState[]>("--state")
        {
            Description = "Only those in this state; may be given again",
            DefaultValueFactory = _ => [],
        };
        return Work(context, "list", "The newest jobs", [limit, state], [], async (parsed, client, json, token) =>
        {
            var request = new ListJobsRequest { Limit = parsed.GetValue(limit), States = { parsed.GetValue(state)! } };
            var answer = await client.ListJobsAsync(request, cancellationToken: token);
            Report.OfDocument(answer.Jobs.Select(JobTable.ToDocument)).Add(JobTable.Of(answer.Jobs))
                .WriteTo(context, json);
        });
    }

    private static Command Show(CliContext context)
    {
        var id = Id();
        return Work(context, "show", "One job", [], [id], async (parsed, client, json, token) =>
        {
            var job = await client.GetJobAsync(
                new GetJobRequest { Id = parsed.GetValue(id) }, cancellationToken: token);
            Report.OfDocument(JobTable.ToDocument(job)).Add(JobTable.Of([job])).WriteTo(context, json);
        });
    }

    private static Command Watch(CliContext context)
    {
        var (server, id, json) = (ServerAddress.OfTraining(), Id(), CommonOptions.Json());
        var command = new Command("watch", "Follow a job to its end; exit code 1 when no model was published")
        {
            id, json, server.Option,
        };
        command.SetWork(context, (parsed, cancellationToken) =>
            new JobFollower(context, server.Resolve(parsed, context), parsed.GetValue(json))
                .FollowAsync(parsed.GetValue(id)!, cancellationToken));
        return command;
    }

    private static Command Cancel(CliContext context)
    {
        var id = Id();
        return Work(context, "cancel", "End a job", [], [id], async (parsed, client, json, token) =>
        {
            var job = await client.CancelJobAsync(
                new CancelJobRequest { Id = parsed.GetValue(id) }, cancellationToken: token);
            Report.OfDocument(JobTable.ToDocument(job)).Add(JobTable.Of([job])).WriteTo(context, json);
        });
    }

    private static Command Logs(CliContext context)
    {
        var id = Id();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the job has ended" };
        const string Description = "What a job's executor printed";
        return Work(context, "logs", Description, [follow], [id], async (parsed, client, _, token) =>
        {
            using var log = client.ReadJobLog(
                new ReadJobLogRequest { Id = parsed.GetValue(id), Follow = parsed.GetValue(follow) },
                cancellationToken: token);
            // Bytes, for a piece may end within a character.
            await using var output = context.OpenStandardOutput();
            await foreach (var piece in log.ResponseStream.ReadAllAsync(token))
                await output.WriteAsync(piece.Text.Memory, token);
        });
    }

    private static Argument<string> Id() => new("JOB") { Description = "The job's id" };

    private static Command Work(
        CliContext context,
        string name,
        string description,
        IEnumerable<Option> options,
        IEnumerable<Argument> arguments,
        Func<ParseResult, Kws.Training.V1.Training.TrainingClient, bool, CancellationToken, Task> work)
    {
        var (server, json) = (ServerAddress.OfTraining(), CommonOptions.Json());
        var command = new Command(name, description) { json, server.Option };
        foreach (var argument in arguments)
            command.Add(argument);
        foreach (var option in options)
            command.Add(option);
        command.SetWork(context, (parsed, cancellationToken) => ServerSession.UseAsync(
            server.Resolve(parsed, context), cancellationToken, channel => work(
                parsed, new Kws.Training.V1.Training.TrainingClient(channel), parsed.GetValue(json),
                cancellationToken)));
        return command;
    }
}
