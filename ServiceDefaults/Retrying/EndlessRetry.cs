using Polly;
using Polly.Retry;

namespace Kws.ServiceDefaults.Retrying;

/// <summary>
/// Settings of a retry that ends with success or with the caller's token: every exception counts as a failure, and the
/// pause after one doubles up to a longest.
/// </summary>
public static class EndlessRetry
{
    /// <param name="first">Pause after the first failure.</param>
    /// <param name="longest">The longest pause.</param>
    /// <param name="onRetry">Told of each failure and of the pause that follows.</param>
    public static RetryStrategyOptions Of(
        TimeSpan first, TimeSpan longest, Action<OnRetryArguments<object>> onRetry) => new()
        {
            // An attempt that ran out of its own time is cancelled, and fails like any other.
            ShouldHandle = static attempt => ValueTask.FromResult(attempt.Outcome.Exception is not null),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = first,
            MaxDelay = longest,
            OnRetry = failure =>
            {
                onRetry(failure);
                return ValueTask.CompletedTask;
            },
        };
}
