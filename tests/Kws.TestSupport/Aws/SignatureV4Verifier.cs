using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Kws.TestSupport.Aws;

/// <summary>
/// Checks the AWS Signature Version 4 of a request by computing it anew from the public specification
/// (canonical request, string to sign, derived key). For servers that stand for AWS in tests.
/// </summary>
public sealed class SignatureV4Verifier(string accessKey, string secretKey, string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Null when the signature is right, else what is wrong with it. Buffers the body.</summary>
    /// <param name="request">The request; its body can be read again.</param>
    /// <param name="escapesPathTwice">True for every service but S3.</param>
    public async Task<string?> FaultOfAsync(HttpRequest request, bool escapesPathTwice = true)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
            return "no AWS4-HMAC-SHA256 Authorization header";
        var fields = header[(Algorithm.Length + 1)..].Split(',').Select(part => part.Trim().Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        var scope = fields["Credential"].Split('/');
        if (scope is not [var key, var date, var scopeRegion, var scopeService, "aws4_request"] || key != accessKey
            || scopeRegion != region || scopeService != service)
            return $"credential scope '{fields["Credential"]}' is not " +
                $"{accessKey}/<date>/{region}/{service}/aws4_request";
        var timestamp = request.Headers["X-Amz-Date"].ToString();
        if (!timestamp.StartsWith(date, StringComparison.Ordinal))
            return $"X-Amz-Date '{timestamp}' is not of the scope's day {date}";
        var signed = fields["SignedHeaders"].Split(';');
        if (!signed.Contains("host"))
            return "the host header is not signed";
        if (await PayloadFaultAsync(request) is { } fault)
            return fault;
        var canonical = CanonicalRequest(request, signed, await PayloadHashAsync(request), escapesPathTwice);
        var hash = Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var toSign = $"{Algorithm}\n{timestamp}\n{string.Join('/', scope[1..])}\n{hash}";
        var expected = Hex(Hmac(SigningKey(date), toSign));
        return expected == fields["Signature"]
            ? null
            : $"signature {fields["Signature"]} is not {expected} of\n{canonical}";
    }

    private static async Task<string?> PayloadFaultAsync(HttpRequest request)
    {
        var declared = request.Headers["X-Amz-Content-SHA256"].ToString();
        return declared.Length == 64
            && declared != await BodyHashAsync(request) ? $"X-Amz-Content-SHA256 {declared} is not the body's" : null;
    }

    private static async Task<string> PayloadHashAsync(HttpRequest request)
    {
        var declared = request.Headers["X-Amz-Content-SHA256"].ToString();
        return declared.Length > 0 ? declared : await BodyHashAsync(request);
    }

    private static async Task<string> BodyHashAsync(HttpRequest request)
    {
        request.EnableBuffering();
        request.Body.Position = 0;
        var hash = Hex(await SHA256.HashDataAsync(request.Body));
        request.Body.Position = 0;
        return hash;
    }

    private static string CanonicalRequest(
        HttpRequest request,
        string[] signed,
        string payloadHash,
        bool escapesPathTwice)
    {
        var path = request.Path.ToUriComponent();
        var canonicalPath = escapesPathTwice
            ? string.Join('/', path.Split('/').Select(Uri.EscapeDataString))
            : string.Join('/', path.Split('/').Select(part => Uri.EscapeDataString(Uri.UnescapeDataString(part))));
        IEnumerable<string> query = request.Query
            .SelectMany(pair =>
                pair.Value.Select(value => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value ?? "")}"))
            .Order(StringComparer.Ordinal);
        var headers = signed.Select(name => $"{name}:{OneSpaced(request.Headers[name].ToString())}\n");
        return string.Join('\n', request.Method, canonicalPath, string.Join('&', query), string.Concat(headers),
            string.Join(';', signed), payloadHash);
    }

    private static string OneSpaced(string value) =>
        string.Join(' ', value.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private byte[] SigningKey(string date) =>
        Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + secretKey), date), region), service), "aws4_request");

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
