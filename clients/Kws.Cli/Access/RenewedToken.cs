namespace Kws.Cli.Access;

/// <summary>An access token, and when to get the next.</summary>
/// <param name="Token">As it is sent.</param>
/// <param name="RenewAt">A while before it is over.</param>
internal sealed record RenewedToken(string Token, DateTimeOffset RenewAt)
{
    // Of its life: the last part is for calls under way and clocks that differ.
    private const double UsedShare = 0.8;

    public static RenewedToken Of(TokenAnswer answer, TimeProvider timeProvider) => new(
        answer.AccessToken!, timeProvider.GetUtcNow() + TimeSpan.FromSeconds(answer.ExpiresIn * UsedShare));
}
