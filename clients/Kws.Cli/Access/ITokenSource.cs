namespace Kws.Cli.Access;

/// <summary>Tokens that tell servers who calls.</summary>
internal interface ITokenSource
{
    /// <summary>One that is good now.</summary>
    /// <exception cref="CommandLine.BadInputException">The file that it comes from is none.</exception>
    /// <exception cref="CommandLine.CommandFailedException">The issuer gives none.</exception>
    ValueTask<string> TokenAsync(CancellationToken cancellationToken);
}
