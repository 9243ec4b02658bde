using Kws.Cli.CommandLine;

namespace Kws.Cli.Access;

/// <summary>Tokens of the person who logged in, renewed before they are over. Safe for concurrent use, by several
/// programs too.</summary>
internal sealed class LoginTokens(LoginFile file, CliContext context) : ITokenSource
{
    public const string Client = "kws-cli";

    private readonly SemaphoreSlim _renewing = new(1);

    public async ValueTask<string> TokenAsync(CancellationToken cancellationToken)
    {
        if (Current() is { } token)
            return token;
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            using var held = await file.LockAsync(context.Time, cancellationToken);
            return Current() ?? await RenewAsync(cancellationToken);
        }
        finally
        {
            _renewing.Release();
        }
    }

    private string? Current() =>
        file.Read() is { } login && context.Time.GetUtcNow() < login.RenewAt ? login.AccessToken : null;

    private async Task<string> RenewAsync(CancellationToken cancellationToken)
    {
        var login = file.Read() ?? throw new CommandFailedException("nobody is logged in", "Log in: kws login");
        var answer = await new Issuer(login.Authority, context).TokensAsync(
        [
            ("grant_type", "refresh_token"), ("client_id", Client), ("refresh_token", login.RefreshToken),
        ], cancellationToken);
        if (answer.AccessToken is null)
            throw new CommandFailedException(
                $"the login at {login.Authority} is over: {answer.ErrorDescription ?? answer.Error}",
                $"Log in again: kws login --gateway {login.Authority}");
        var token = RenewedToken.Of(answer, context.Time);
        file.Write(new Login(login.Authority, token.Token, token.RenewAt, answer.RefreshToken ?? login.RefreshToken));
        return token.Token;
    }
}
