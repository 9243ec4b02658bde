using System.CommandLine;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Access;

/// <summary>Which tokens a command sends: those of <c>--token-file</c>, else of the variable, else of the
/// login.</summary>
internal static class TokenChoice
{
    private const string Variable = "KWS_TOKEN_FILE";

    private const string OptionName = "--token-file";

    /// <summary>An option of every command.</summary>
    public static Option<string?> Option() => new(OptionName)
    {
        Description = "A file with a token, or with a device's secret as kws devices add --json prints it; else the " +
            $"variable {Variable}, else what kws login left",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Null: there are none to send to this address.</summary>
    /// <exception cref="BadInputException">The file is none, or the address would be told the token in clear
    /// text.</exception>
    public static ITokenSource? Resolve(ParseResult parsed, CliContext context, Uri server)
    {
        (var field, var path) = Given(parsed) is { } given ? (OptionName, given)
            : (Variable, context.Variable(Variable));
        var isSafe = SafeTransport.Allows(server, context.Variable);
        if (path is not { Length: > 0 })
            return isSafe && LoginFile.Find(context.Variable) is { } file && file.Read() is not null
                ? new LoginTokens(file, context)
                : null;
        return isSafe
            ? TokenFile.Open(field, path, context)
            : throw new BadInputException(field, path,
                $"{server} would be sent it in clear text: name an https address, or set {SafeTransport.Variable}=1");
    }

    private static string? Given(ParseResult parsed) =>
        parsed.RootCommandResult.Command.Options.OfType<Option<string?>>()
            .FirstOrDefault(option => option.Name == OptionName) is { } option ? parsed.GetValue(option) : null;
}
