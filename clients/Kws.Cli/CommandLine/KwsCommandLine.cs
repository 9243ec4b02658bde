using System.CommandLine;

namespace Kws.Cli.CommandLine;

/// <summary>The whole command line: parses it and runs one command.</summary>
public static class KwsCommandLine
{
    /// <summary>Runs <c>kws</c> with these arguments and returns its <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliContext context, CancellationToken cancellation = default)
    {
        ParseResult parsed = CreateRoot(context).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
                await context.Error.WriteLineAsync($"kws: {message}");
            await context.Error.WriteLineAsync($"Try: {CommandPath(parsed.CommandResult)} --help");
            return ExitCode.BadInput;
        }

        var invocation = new InvocationConfiguration
        {
            Output = context.Out,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
        };
        return await parsed.InvokeAsync(invocation, cancellation);
    }

    private static RootCommand CreateRoot(CliContext context)
    {
        var root = new RootCommand("Listens, classifies, measures and manages: the device and operator side of Kws.Aspire.");
        foreach (Command command in CommandList.All(context))
            root.Subcommands.Add(command);
        return root;
    }

    private static string CommandPath(System.CommandLine.Parsing.CommandResult result)
    {
        var names = new Stack<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = result; at is not null; at = at.Parent)
            if (at is System.CommandLine.Parsing.CommandResult { Command: var command })
                names.Push(command is RootCommand ? "kws" : command.Name);
        return string.Join(' ', names);
    }
}
