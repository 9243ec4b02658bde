using System.Globalization;
using System.Threading.RateLimiting;
using Kws.Gateway.Http.Problems;
using Kws.ServiceDefaults.Calls;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Http.Limits;

/// <summary>How many requests of the HTTP API one caller may begin.</summary>
internal static class CallerLimits
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    public static void Configure(RateLimiterOptions limiter, IOptions<HttpApiOptions> settings)
    {
        var options = settings.Value;
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = (context, cancellationToken) =>
            new ValueTask(RefuseAsync(context, options, cancellationToken));
        if (options.RequestsPerSecond > 0)
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                RateLimitPartition.GetTokenBucketLimiter(Peer.Of(context), _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = options.Burst,
                    TokensPerPeriod = options.RequestsPerSecond,
                    ReplenishmentPeriod = s_period,
                }));
    }

    private static async Task RefuseAsync(
        OnRejectedContext rejected, HttpApiOptions options, CancellationToken cancellationToken)
    {
        var context = rejected.HttpContext;
        var retryAfter = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var delay) ? delay : s_period;
        context.Response.Headers.RetryAfter = ProblemAnswers.Seconds(retryAfter);
        var limit = string.Create(CultureInfo.InvariantCulture,
            $"{options.RequestsPerSecond} a second, {options.Burst} at once");
        await context.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(
            new ProblemDetailsContext
            {
                HttpContext = context,
                ProblemDetails = ProblemAnswers.OfField(StatusCodes.Status429TooManyRequests,
                    $"requests: more than {limit} of one caller (Http:RequestsPerSecond, Http:Burst)", "requests",
                    "one more", limit),
            });
    }
}
