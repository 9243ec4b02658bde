using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Training.V1;
using Client = Kws.Training.V1.Training.TrainingClient;

namespace Kws.Cli.Training;

/// <summary><c>kws models</c>: the registry of models and what the mesh serves of it.</summary>
internal static class ModelsCommand
{
    public static Command Create(CliContext context) =>
        new("models", "Look at the registry of models, and decide which the mesh serves")
        {
            List(context),
            Show(context),
            Diff(context),
            ModelPublishCommand.Create(context),
            Promote(context),
            RollBack(context),
            Trials(context),
            Withdraw(context),
        };

    private static Command List(CliContext context)
    {
        var task = new TaskOption("Only models for this", isRequired: false);
        var name = new Option<string>("--name")
        {
            Description = "Only the versions of this model",
            DefaultValueFactory = _ => "",
        };
        return Work(context, "list", "The versions of all models", [task.Option, name], async (parsed, client, token) =>
        {
            var request = new ListModelsRequest { Task = task.Of(parsed), Name = parsed.GetValue(name) };
            var answer = await client.ListModelsAsync(request, cancellationToken: token);
            return Report.OfDocument(answer.Models.Select(ModelTable.ToDocument)).Add(ModelTable.Of(answer.Models));
        });
    }

    private static Command Show(CliContext context)
    {
        var (task, model) = (new TaskOption("What the model is for"), new ModelArgument("MODEL", "Which version"));
        return Work(context, "show", "One version: metrics, gates, where it is from", [model.Argument, task.Option],
            async (parsed, client, token) =>
            {
                var (name, version) = model.Of(parsed);
                var request = new GetModelRequest { Task = task.Of(parsed), Name = name, Version = version };
                return ModelTable.ReportOf(await client.GetModelAsync(request, cancellationToken: token));
            });
    }

    private static Command Trials(CliContext context)
    {
        var task = new TaskOption("Only trials of models for this", isRequired: false);
        var model = new Option<string>("--model")
        {
            Description = "Only trials of this version",
            HelpName = "NAME/VERSION",
            DefaultValueFactory = _ => "",
        };
        var limit = BoundedOption.Create("--limit", "The last so many", 20, 1, 500);
        return Work(context, "trials", "How candidates do on live streams beside the champion, and what was decided",
            [task.Option, model, limit], async (parsed, client, token) =>
            {
                var request = new ListTrialsRequest
                {
                    Task = task.Of(parsed),
                    Model = parsed.GetValue(model),
                    Limit = parsed.GetValue(limit),
                };
                return TrialTable.ReportOf((await client.ListTrialsAsync(request, cancellationToken: token)).Trials);
            });
    }

    private static Command Withdraw(CliContext context)
    {
        var task = new TaskOption("What the candidate is for");
        return Work(context, "withdraw", "End the trial under way without a decision", [task.Option],
            async (parsed, client, token) => TrialTable.ReportOf([await client.WithdrawTrialAsync(
                new WithdrawTrialRequest { Task = task.Of(parsed) }, cancellationToken: token)]));
    }

    private static Command Diff(CliContext context)
    {
        var task = new TaskOption("What the models are for");
        var (from, to) = (new ModelArgument("FROM", "One version"), new ModelArgument("TO", "The other"));
        return Work(context, "diff", "What the manifests of two versions differ in",
            [from.Argument, to.Argument, task.Option], async (parsed, client, token) =>
            {
                var request = new DiffModelsRequest
                {
                    Task = task.Of(parsed),
                    From = from.TextOf(parsed),
                    To = to.TextOf(parsed),
                };
                var answer = await client.DiffModelsAsync(request, cancellationToken: token);
                var table = new ResultTable("~field", $"~{request.From}", $"~{request.To}");
                foreach (var difference in answer.Differences)
                    table.Row(difference.Field, difference.From, difference.To);
                return Report.OfDocument(answer.Differences.Select(difference =>
                    new { difference.Field, difference.From, difference.To })).Add(table);
            });
    }

    private static Command Promote(CliContext context)
    {
        var (task, model) = (new TaskOption("What the model is for"), new ModelArgument("MODEL", "Which version"));
        var alias = new Option<string>("--as")
        {
            Description = "What it shall be: champion is served by all, candidate listens beside it",
            DefaultValueFactory = _ => "champion",
        };
        alias.AcceptOnlyFromAmong("champion", "candidate");
        var policy = new TrialPolicyOptions();
        return Follow(context, "promote", "Let the mesh serve a version; exit code 1 when it does not come to that",
            [model.Argument, alias, task.Option, .. policy.Options], (parsed, client, token) =>
            {
                var (name, version) = model.Of(parsed);
                var request = new PromoteModelRequest
                {
                    Task = task.Of(parsed),
                    Name = name,
                    Version = version,
                    Alias = parsed.GetValue(alias),
                    Policy = policy.Read(parsed),
                };
                return client.PromoteModelAsync(request, cancellationToken: token).ResponseAsync;
            });
    }

    private static Command RollBack(CliContext context)
    {
        var task = new TaskOption("What the model is for");
        return Follow(context, "rollback", "Let the mesh serve the version before; exit code 1 when it does not",
            [task.Option], (parsed, client, token) => client.RollBackModelAsync(
                new RollBackModelRequest { Task = task.Of(parsed) }, cancellationToken: token).ResponseAsync);
    }

    private static Command Work(
        CliContext context,
        string name,
        string description,
        IEnumerable<Symbol> symbols,
        Func<ParseResult, Client, CancellationToken, Task<Report>> work)
    {
        var (server, json) = (ServerAddress.OfTraining(), CommonOptions.Json());
        var command = With(new Command(name, description), [.. symbols, json, server.Option]);
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var report = await ServerSession.UseAsync(server.Resolve(parsed, context), cancellationToken,
                channel => work(parsed, new Client(channel), cancellationToken));
            report.WriteTo(context, parsed.GetValue(json));
        });
        return command;
    }

    private static Command Follow(
        CliContext context,
        string name,
        string description,
        IEnumerable<Symbol> symbols,
        Func<ParseResult, Client, CancellationToken, Task<Promotion>> begin)
    {
        var (server, json) = (ServerAddress.OfTraining(), CommonOptions.Json());
        var command = With(new Command(name, description), [.. symbols, json, server.Option]);
        command.SetWork(context, (parsed, cancellationToken) =>
            new PromotionFollower(context, server.Resolve(parsed, context), parsed.GetValue(json))
                .FollowAsync((client, token) => begin(parsed, client, token), cancellationToken));
        return command;
    }

    private static Command With(Command command, IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Add(argument);
            else
                command.Add((Option)symbol);
        }

        return command;
    }
}
