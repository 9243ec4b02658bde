namespace Kws.Cli.CommandLine;

/// <summary>What <c>kws</c> returns to the shell.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command was right but did not succeed; standard error says what to do next.</summary>
    public const int Failure = 1;

    /// <summary>The input was wrong; standard error names the field, its value and the limit.</summary>
    public const int BadInput = 2;

    /// <summary>Stopped by Ctrl+C or SIGTERM, as shells report it.</summary>
    public const int Interrupted = 130;
}
