namespace Kws.Cli.CommandLine;

/// <summary>Input that <c>kws</c> refuses. Ends the command with <see cref="ExitCode.BadInput"/>.</summary>
public sealed class BadInputException(string field, string value, string limit)
    : Exception($"{field}: '{value}' is not allowed; {limit}")
{
    /// <summary>The option, argument or file part at fault, as the user wrote it.</summary>
    public string Field { get; } = field;

    public string Value { get; } = value;

    /// <summary>What would be accepted.</summary>
    public string Limit { get; } = limit;
}
