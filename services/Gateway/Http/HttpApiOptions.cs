using Kws.Gateway.Http.Limits;
using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Http;

/// <summary>Limits of the HTTP API. Configuration section <c>Http</c>.</summary>
internal sealed class HttpApiOptions
{
    public const string Section = "Http";

    /// <summary>Largest audio file of one request, in bytes; more is 413.</summary>
    [NumberRange(1024, 256 * 1024 * 1024)]
    public int MaxClipBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Largest picture of one request, in bytes; more is 413.</summary>
    [NumberRange(1024, 64 * 1024 * 1024)]
    public int MaxPictureBytes { get; set; } = 3 * 1024 * 1024;

    /// <summary>Largest archive of a data set, in bytes; more is 413.</summary>
    [NumberRange(1024, 1L << 42)]
    public long MaxUploadBytes { get; set; } = 8L << 30;

    /// <summary>Files that are decoded or encoded at once, FLAC by a program of its own each; more are 429.</summary>
    [NumberRange(1, 1000)]
    public int MaxConversions { get; set; } = 16;

    /// <summary>Requests that one caller may begin in a second, on average; more are 429. 0: any number.</summary>
    [NumberRange(0, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 500;

    /// <summary>Requests that one caller may begin at once after a pause.</summary>
    [NumberRange(1, 1_000_000)]
    public int Burst { get; set; } = 1000;

    /// <summary>Pages of other sites that may call, such as <c>https://home.example</c>, separated by commas; none: no
    /// page but the gateway's own.</summary>
    public string AllowedOrigins { get; set; } = "";

    /// <summary>Proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed: addresses or networks
    /// (<c>10.0.0.0/8</c>), separated by commas; none: nobody's.</summary>
    [NetworkList]
    public string KnownProxies { get; set; } = "";

    /// <summary>For how long browsers that came over TLS come over nothing else, to the same host
    /// (<c>Strict-Transport-Security</c>). Never told to those of this machine. 0: not told.</summary>
    [TimeRange("00:00:00", "730.00:00:00")]
    public TimeSpan StrictTransport { get; set; } = TimeSpan.FromDays(365);
}

/// <summary>Finds every fault of <see cref="HttpApiOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class HttpApiOptionsValidator : IValidateOptions<HttpApiOptions>;
