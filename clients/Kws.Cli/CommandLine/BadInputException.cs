namespace Kws.Cli.CommandLine;

/// <summary>Input that <c>kws</c> or a server refuses. Ends the command with <see cref="ExitCode.BadInput"/>.</summary>
public sealed class BadInputException : Exception
{
    /// <param name="field">The option, argument or file part at fault, as the user wrote it.</param>
    /// <param name="limit">What would be accepted.</param>
    public BadInputException(string field, string value, string limit)
        : base($"{field}: '{value}' is not allowed; {limit}")
    {
    }

    /// <param name="refusal">A server's own words, which name field, value and limit.</param>
    public BadInputException(string refusal, Exception inner)
        : base(refusal, inner)
    {
    }
}
