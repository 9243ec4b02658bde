using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kws.Storage.Tests.S3;

/// <summary>Checks AWS Signature Version 4 of S3 requests, written from Amazon's description of it.</summary>
internal static partial class SignatureV4
{
    private static readonly string[] MustBeSigned = ["host", "x-amz-content-sha256", "x-amz-date"];

    /// <summary>What is wrong with the signature; null when it is right.</summary>
    public static string? Fault(HttpRequest request, byte[] body, string accessKey, string secretKey)
    {
        var match = Authorization().Match(request.Headers.Authorization.ToString());
        if (!match.Success)
            return "no AWS4-HMAC-SHA256 authorization";
        string Part(string name) => match.Groups[name].Value;
        if (Part("key") != accessKey)
            return $"unknown access key {Part("key")}";
        var stamp = request.Headers["x-amz-date"].ToString();
        if (!DateTimeOffset.TryParseExact(stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var signedAt)
            || (DateTimeOffset.UtcNow - signedAt).Duration() > TimeSpan.FromMinutes(15)
                || !stamp.StartsWith(Part("date"), StringComparison.Ordinal))
            return $"x-amz-date {stamp} is not now";
        var bodyHash = request.Headers["x-amz-content-sha256"].ToString();
        if (bodyHash != Hex(SHA256.HashData(body)))
            return $"x-amz-content-sha256 {bodyHash} is not that of the content";
        var signed = Part("headers").Split(';');
        if (MustBeSigned.Except(signed).Any() || !signed.Order(StringComparer.Ordinal).SequenceEqual(signed))
            return $"signed headers are {Part("headers")}";
        var scope = $"{Part("date")}/{Part("region")}/s3/aws4_request";
        var hash = Hex(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(request, signed, bodyHash))));
        var toSign = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hash}";
        var signature = Hex(Hmac(SigningKey(secretKey, Part("date"), Part("region")), toSign));
        return signature == Part("signature") ? null : "the signature is another";
    }

    private static string Canonical(HttpRequest request, string[] signed, string bodyHash)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2);
        var path = string.Join('/', target[0].Split('/').Select(segment => Encode(Uri.UnescapeDataString(segment))));
        var query = target.Length < 2 || target[1].Length == 0 ? "" : string.Join('&', target[1].Split('&')
            .Select(pair => (pair + "=").Split('='))
            .Select(pair => $"{Encode(Uri.UnescapeDataString(pair[0]))}={Encode(Uri.UnescapeDataString(pair[1]))}")
            .Order(StringComparer.Ordinal));
        var headers =
            string.Concat(
                signed.Select(name => $"{name}:{Spaces().Replace(request.Headers[name].ToString().Trim(), " ")}\n"));
        return $"{request.Method}\n{path}\n{query}\n{headers}\n{string.Join(';', signed)}\n{bodyHash}";
    }

    // RFC 3986: everything but the unreserved characters.
    private static string Encode(string text) => Uri.EscapeDataString(text);

    private static byte[] SigningKey(string secret, string date, string region) =>
        Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + secret), date), region), "s3"), "aws4_request");

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)/(?<date>[0-9]{8})/(?<region>[^/]+)/s3/aws4_request, " +
        "?SignedHeaders=(?<headers>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex Authorization();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
