using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using Kws.TestSupport.Aws;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kws.Storage.Tests.S3;

/// <summary>
/// One bucket over HTTP as Amazon's S3 API reference describes it, in memory. Every request must carry a right
/// Signature Version 4 over its headers and its content. Lists come in pages of ten.
/// </summary>
internal sealed class StrictS3Server : IAsyncDisposable
{
    public const string Bucket = "kws-test";
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string Region = "eu-central-1";
    private const int PageSize = 10;
    private static readonly XNamespace Xml = "http://s3.amazonaws.com/doc/2006-03-01/";
    private readonly ConcurrentDictionary<string, (byte[] Bytes, DateTimeOffset At)> _objects =
        new(StringComparer.Ordinal);
    private readonly SignatureV4Verifier _signatures = new(AccessKey, SecretKey, Region, "s3");
    private KestrelHost? _host;

    public Uri Address => new(_host!.Address);

    /// <summary>Answered with 503 before the next requests succeed.</summary>
    public int Hiccups { get; set; }

    public int Requests { get; private set; }

    /// <summary>Of the last request: what goes with the keys of a role. Null: it had none.</summary>
    public string? SessionToken { get; private set; }

    public static async Task<StrictS3Server> StartAsync()
    {
        var server = new StrictS3Server();
        server._host = await KestrelHost.StartAsync(_ => { }, app => app.Run(server.AnswerAsync));
        return server;
    }

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        Requests++;
        SessionToken = http.Request.Headers["x-amz-security-token"];
        var fault = await _signatures.FaultOfAsync(http.Request);
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (Hiccups > 0)
        {
            Hiccups--;
            await FailAsync(http, 503, "SlowDown", "please slow down");
        }
        else if (fault is not null)
        {
            await FailAsync(http, 403, "SignatureDoesNotMatch", fault);
        }
        else if (http.Request.Path.Value!.TrimStart('/').Split('/', 2) is var parts && parts[0] != Bucket)
        {
            await FailAsync(http, 404, "NoSuchBucket", parts[0]);
        }
        else if (parts.Length == 1 || parts[1].Length == 0)
        {
            await ListAsync(http);
        }
        else
        {
            await AnswerObjectAsync(http, parts[1], body.ToArray());
        }
    }

    private async Task AnswerObjectAsync(HttpContext http, string key, byte[] body)
    {
        if (http.Request.Method == "PUT")
            _objects[key] = (body, DateTimeOffset.UtcNow);
        if (http.Request.Method == "DELETE")
            _objects.TryRemove(key, out _);
        if (http.Request.Method is "PUT" or "DELETE")
        {
            http.Response.Headers.ETag = ETag(body);
            http.Response.StatusCode = http.Request.Method == "PUT" ? 200 : 204;
            return;
        }

        if (!_objects.TryGetValue(key, out var found))
        {
            await FailAsync(http, 404, "NoSuchKey", key);
            return;
        }

        http.Response.Headers.ETag = ETag(found.Bytes);
        http.Response.Headers.LastModified = found.At.ToString("R", CultureInfo.InvariantCulture);
        http.Response.ContentLength = found.Bytes.Length;
        if (http.Request.Method == "GET")
            await http.Response.Body.WriteAsync(found.Bytes);
    }

    private Task ListAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var after = query["continuation-token"].ToString();
        var keys = _objects.Keys.Where(k => k.StartsWith(query["prefix"].ToString(), StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Where(k => string.CompareOrdinal(k, after) > 0).ToList();
        var page = keys.Take(PageSize).ToList();
        var isUrl = query["encoding-type"] == "url";
        var document = new XElement(
            Xml + "ListBucketResult",
            new XElement(Xml + "Name", Bucket),
            new XElement(Xml + "KeyCount", page.Count),
            new XElement(Xml + "IsTruncated", keys.Count > PageSize),
            keys.Count > PageSize ? new XElement(Xml + "NextContinuationToken", page[^1]) : null,
            isUrl ? new XElement(Xml + "EncodingType", "url") : null,
            page.Select(k => new XElement(
                Xml + "Contents",
                new XElement(Xml + "Key", isUrl ? Uri.EscapeDataString(k) : k),
                new XElement(
                    Xml + "LastModified",
                    _objects[k].At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
                new XElement(Xml + "ETag", ETag(_objects[k].Bytes)),
                new XElement(Xml + "Size", _objects[k].Bytes.Length))));
        http.Response.ContentType = "application/xml";
        return http.Response.WriteAsync(document.ToString());
    }

    private static Task FailAsync(HttpContext http, int status, string code, string message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/xml";
        return http.Request.Method == "HEAD"
            ? Task.CompletedTask
            : http.Response.WriteAsync(
                new XElement("Error", new XElement("Code", code), new XElement("Message", message)).ToString());
    }

#pragma warning disable CA5351 // S3's ETag of a plain object is its MD5.
    private static string ETag(byte[] bytes) => $"\"{Convert.ToHexStringLower(MD5.HashData(bytes))}\"";
#pragma warning restore CA5351
}
