using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Kws.Gateway.Identity.Connect;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Identity;

/// <summary>Requests for logins and tokens that one address may make: nobody tries passwords and codes in
/// numbers.</summary>
internal sealed class LoginRateLimit : IDisposable
{
    private const int NetworkBytes = 8;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly int _limit;
    private readonly ILogger<LoginRateLimit> _logger;
    private readonly PartitionedRateLimiter<IPAddress> _limiter;

    public LoginRateLimit(IOptions<IdentityOptions> options, ILogger<LoginRateLimit> logger)
    {
        (_limit, _logger) = (options.Value.RequestsPerMinute, logger);
        _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
            RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = _limit,
                Window = s_window,
            }));
    }

    /// <summary>Answers 429 to one request too many, and passes the others on.</summary>
    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsCounted(context.Request))
        {
            await next(context);
            return;
        }
        var address = NetworkOf(context.Connection.RemoteIpAddress ?? IPAddress.None);
        using var lease = _limiter.AttemptAcquire(address);
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }
        _logger.TooManyLogins(address.ToString(), _limit);
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : s_window;
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))
            .ToString(CultureInfo.InvariantCulture);
    }

    public void Dispose() => _limiter.Dispose();

    private static bool IsCounted(HttpRequest request) => request.Path.StartsWithSegments("/connect")
        && (HttpMethods.IsPost(request.Method) || request.Path == VerifyEndpoint.Path);

    // A household has a whole network of addresses of IP 6.
    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (bytes.Length > NetworkBytes)
            bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
