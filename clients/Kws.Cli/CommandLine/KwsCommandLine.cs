using System.CommandLine;
using System.CommandLine.Parsing;
using Kws.Cli.Access;
using Kws.Cli.Audio;
using Kws.Cli.Benchmarking;
using Kws.Cli.Keywords;
using Kws.Cli.Output;
using Kws.Cli.Packages;
using Kws.Cli.Servers;
using Kws.Cli.Signs;
using Kws.Cli.Speech;
using Kws.Cli.Training;

namespace Kws.Cli.CommandLine;

/// <summary>The whole command line: parses it and runs one command.</summary>
public static class KwsCommandLine
{
    /// <summary>Runs <c>kws</c> with these arguments and returns its <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        CliContext context,
        CancellationToken cancellationToken = default)
    {
        var parsed = CreateRoot(context).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var message in parsed.Errors.Select(error => error.Message).Distinct())
                await context.Error.WriteLineAsync($"kws: {message}");
            await context.Error.WriteLineAsync($"Try: {CommandPath(parsed.CommandResult)} --help");
            return ExitCode.BadInput;
        }

        var invocation = new InvocationConfiguration
        {
            Output = context.Out,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            // Signals are the process's own: see ProcessEnd.
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (ReaderGoneException)
        {
            return ExitCode.ReaderGone;
        }
    }

    /// <summary>Every command, in the order of the help.</summary>
    internal static RootCommand CreateRoot(CliContext context) =>
        new("Listens, classifies, measures and manages: the device and operator side of Kws.Aspire.")
        {
            DemoCommand.Create(context),
            ListenCommand.Create(context),
            ClassifyCommand.Create(context),
            FeaturesCommand.Create(context),
            new Command("model", "Look at keyword models") { ModelShowCommand.Create(context) },
            HealthCommand.Create(context),
            new Command("recordings", "Look at recorded clips and correct them")
            {
                RecordingsListCommand.Create(context),
                RecordingsMarkCommand.Create(context),
            },
            EvaluateCommand.Create(context),
            TuneCommand.Create(context),
            DataSetsCommand.Create(context),
            TrainCommand.Create(context),
            JobsCommand.Create(context),
            ModelsCommand.Create(context),
            SignCommand.Create(context),
            SayCommand.Create(context),
            VoicesCommand.Create(context),
            BenchCommand.Create(context),
            LoginCommand.Create(context),
            LogoutCommand.Create(context),
            DevicesCommand.Create(context),
            PeopleCommand.Create(context),
            TokenChoice.Option(),
        };

    private static string CommandPath(CommandResult result)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = result; at is not null; at = at.Parent)
            if (at is CommandResult { Command: var command })
                names.Push(command is RootCommand ? "kws" : command.Name);
        return string.Join(' ', names);
    }
}
