using Kws.Cli.CommandLine;

namespace Kws.Cli.Access;

/// <summary>Tokens that a device gets by its secret, renewed before they are over. Safe for concurrent use.</summary>
internal sealed class DeviceTokens(DeviceSecret secret, Issuer issuer, TimeProvider timeProvider) : ITokenSource
{
    private readonly SemaphoreSlim _renewing = new(1);
    private RenewedToken? _token;

    public async ValueTask<string> TokenAsync(CancellationToken cancellationToken)
    {
        if (Current() is { } token)
            return token;
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            return Current() ?? await RenewAsync(cancellationToken);
        }
        finally
        {
            _renewing.Release();
        }
    }

    private string? Current() =>
        Volatile.Read(ref _token) is { } token && timeProvider.GetUtcNow() < token.RenewAt ? token.Token : null;

    private async Task<string> RenewAsync(CancellationToken cancellationToken)
    {
        var answer = await issuer.TokensAsync(
        [
            ("grant_type", "client_credentials"), ("client_id", secret.ClientId!),
            ("client_secret", secret.ClientSecret!),
        ], cancellationToken);
        if (answer.AccessToken is null)
            throw new CommandFailedException(
                $"{issuer.Authority} gives the device '{secret.ClientId}' no token: " +
                $"{answer.ErrorDescription ?? answer.Error}",
                "It may be revoked: kws devices list tells, kws devices add makes another secret.");
        var token = RenewedToken.Of(answer, timeProvider);
        Volatile.Write(ref _token, token);
        return token.Token;
    }
}
