namespace Kws.Cli.CommandLine;

/// <summary>A command that could not be carried out. Ends it with <see cref="ExitCode.Failure"/>.</summary>
public sealed class CommandFailedException(string what, string nextStep, Exception? inner = null)
    : Exception($"{what}\n{nextStep}", inner)
{
    /// <summary>What the user can do about it.</summary>
    public string NextStep { get; } = nextStep;
}
