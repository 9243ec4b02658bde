using Kws.Cli.Output;
using Spectre.Console;

namespace Kws.Cli.CommandLine;

/// <summary>What a command may touch of the process it runs in. Tests give their own.</summary>
public sealed record CliContext
{
    /// <summary>Results, and nothing else: programs read it.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress, warnings and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Waits for a line that a person types; null: there is none to come.</summary>
    public Func<string?> ReadLine { get; init; } = () => null;

    /// <summary>False when a person can answer at a terminal.</summary>
    public bool InputIsRedirected { get; init; } = true;

    /// <summary>Who hears of Ctrl+C.</summary>
    public Interrupts Interrupts { get; init; } = new();

    /// <summary>Opens standard input as bytes.</summary>
    public required Func<Stream> OpenStandardInput { get; init; }

    /// <summary>Opens standard output as bytes, for files written to <c>-</c>.</summary>
    public required Func<Stream> OpenStandardOutput { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Environment variables; null for one that is not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>False when a person watches standard error at a terminal.</summary>
    public bool ErrorIsRedirected { get; init; } = true;

    /// <summary>False when a person watches standard output at a terminal.</summary>
    public bool OutputIsRedirected { get; init; } = true;

    /// <summary>A console on <see cref="Out"/>, for tables.</summary>
    public IAnsiConsole Tables() => ConsoleOn(Out, OutputIsRedirected);

    /// <summary>A console on <see cref="Error"/>, for progress bars.</summary>
    public IAnsiConsole Progress() => ConsoleOn(Error, ErrorIsRedirected);

    public static CliContext ForThisProcess() => new()
    {
        Out = StandardOutput.OpenWriter(),
        Error = Console.Error,
        ReadLine = Console.ReadLine,
        InputIsRedirected = Console.IsInputRedirected,
        OpenStandardInput = Console.OpenStandardInput,
        OpenStandardOutput = StandardOutput.Open,
        ErrorIsRedirected = Console.IsErrorRedirected,
        OutputIsRedirected = Console.IsOutputRedirected,
    };

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        // A pipe has no width of its own; a table cut at 80 columns would lose what programs and logs want.
        if (redirected)
            console.Profile.Width = 160;
        return console;
    }
}
