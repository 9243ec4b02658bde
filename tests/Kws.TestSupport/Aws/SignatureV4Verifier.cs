using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kws.TestSupport.Aws;

/// <summary>
/// Checks the AWS Signature Version 4 of a request by computing it anew from the public specification
/// (canonical request, string to sign, derived key). For servers that stand for AWS in tests.
/// </summary>
/// <param name="accessKey">The one key that is known.</param>
/// <param name="secretKey">Its secret.</param>
/// <param name="region">The one region that is served.</param>
/// <param name="service">Amazon's name of the service: s3, polly.</param>
/// <param name="timeProvider">The system's when null.</param>
public sealed partial class SignatureV4Verifier(
    string accessKey,
    string secretKey,
    string region,
    string service,
    TimeProvider? timeProvider = null)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string ContentHash = "x-amz-content-sha256";
    private const string Stamp = "x-amz-date";
    private static readonly TimeSpan s_mostSkew = TimeSpan.FromMinutes(15);
    private readonly bool _isS3 = service == "s3";

    /// <summary>Null when the signature is right, else what is wrong with it. Buffers the body, which can be read
    /// again.</summary>
    public async Task<string?> FaultOfAsync(HttpRequest request)
    {
        var match = Authorization().Match(request.Headers.Authorization.ToString());
        if (!match.Success)
            return "no AWS4-HMAC-SHA256 Authorization header";
        var signed = match.Groups["headers"].Value.Split(';');
        var bodyHash = await BodyHashAsync(request);
        return ScopeFault(match) ?? StampFault(request, match.Groups["date"].Value) ?? HeadersFault(request, signed)
            ?? ContentFault(request, bodyHash) ?? SignatureFault(request, match, signed, bodyHash);
    }

    private string? ScopeFault(Match match)
    {
        var expected = $"{accessKey}/{match.Groups["date"].Value}/{region}/{service}/aws4_request";
        var actual = match.Groups["credential"].Value;
        return actual == expected ? null : $"credential scope '{actual}' is not '{expected}'";
    }

    private string? StampFault(HttpRequest request, string day)
    {
        var stamp = request.Headers[Stamp].ToString();
        var isTime = DateTimeOffset.TryParseExact(stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var signedAt);
        var now = (timeProvider ?? TimeProvider.System).GetUtcNow();
        return isTime && (now - signedAt).Duration() <= s_mostSkew && stamp.StartsWith(day, StringComparison.Ordinal)
            ? null
            : $"{Stamp} '{stamp}' is not now, {now:O}, or not of the scope's day {day}";
    }

    // Amazon wants the host and what begins with x-amz- signed, in order.
    private static string? HeadersFault(HttpRequest request, string[] signed)
    {
        var must = request.Headers.Keys.Select(name => name.ToLowerInvariant())
            .Where(name => name.StartsWith("x-amz-", StringComparison.Ordinal)).Append("host").Append(Stamp);
        return must.Except(signed).Any() || !signed.Order(StringComparer.Ordinal).SequenceEqual(signed)
            ? $"signed headers are {string.Join(';', signed)}"
            : null;
    }

    private string? ContentFault(HttpRequest request, string bodyHash)
    {
        var declared = request.Headers[ContentHash].ToString();
        return declared == bodyHash || (declared.Length == 0 && !_isS3)
            ? null
            : $"{ContentHash} '{declared}' is not the content's {bodyHash}";
    }

    private string? SignatureFault(HttpRequest request, Match match, string[] signed, string bodyHash)
    {
        var day = match.Groups["date"].Value;
        var canonical = CanonicalRequest(request, signed, bodyHash);
        var toSign = $"{Algorithm}\n{request.Headers[Stamp]}\n{day}/{region}/{service}/aws4_request\n" +
            Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var expected = Hex(Hmac(SigningKey(day), toSign));
        var actual = match.Groups["signature"].Value;
        return actual == expected ? null : $"the signature is another: {actual}, not {expected} of\n{canonical}";
    }

    private static async Task<string> BodyHashAsync(HttpRequest request)
    {
        request.EnableBuffering();
        request.Body.Position = 0;
        var hash = Hex(await SHA256.HashDataAsync(request.Body));
        request.Body.Position = 0;
        return hash;
    }

    private string CanonicalRequest(HttpRequest request, string[] signed, string bodyHash)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2);
        var path = string.Join('/', target[0].Split('/').Select(CanonicalSegment));
        IEnumerable<string> query = target.Length < 2 || target[1].Length == 0 ? [] : target[1].Split('&')
            .Select(pair => $"{pair}=".Split('='))
            .Select(pair => $"{Encode(Uri.UnescapeDataString(pair[0]))}={Encode(Uri.UnescapeDataString(pair[1]))}")
            .Order(StringComparer.Ordinal);
        var headers = signed.Select(name => $"{name}:{OneSpaced(request.Headers[name].ToString())}\n");
        return string.Join('\n', request.Method, path, string.Join('&', query), string.Concat(headers),
            string.Join(';', signed), bodyHash);
    }

    // Every service but S3 encodes the path as it is sent once more.
    private string CanonicalSegment(string sent) => Encode(_isS3 ? Uri.UnescapeDataString(sent) : sent);

    // RFC 3986: everything but the unreserved characters.
    private static string Encode(string text) => Uri.EscapeDataString(text);

    private static string OneSpaced(string value) => Spaces().Replace(value.Trim(), " ");

    private byte[] SigningKey(string day) =>
        Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + secretKey), day), region), service), "aws4_request");

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 Credential=(?<credential>[^/, ]+/(?<date>[0-9]{8})/[^, ]+), ?" +
        "SignedHeaders=(?<headers>[^, ]+), ?Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex Authorization();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
