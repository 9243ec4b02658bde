using Kws.TestSupport.Aws;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Storage.Tests.S3;

/// <summary>The judge of our signatures against the example that Amazon's description of Signature Version 4 for S3
/// works out ("GET Object").</summary>
public sealed class SignatureV4VerifierTests
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Signature = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
    private readonly FakeTimeProvider _timeProvider = new(new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Fault_OfAmazonsExample_IsNone() => Assert.Null(await FaultAsync(Example()));

    [Theory]
    [InlineData("Range", "bytes=0-10", "the signature is another")]
    [InlineData("Authorization", "Basic", "no AWS4-HMAC-SHA256")]
    [InlineData("x-amz-date", "20130525T000000Z", "is not now")]
    [InlineData("x-amz-content-sha256", "UNSIGNED-PAYLOAD", "is not the content's")]
    [InlineData("x-amz-acl", "public-read", "signed headers are")]
    public async Task Fault_OfAChangedHeader_IsTold(string header, string value, string expected)
    {
        var request = Example();
        request.Headers[header] = value;

        Assert.Contains(expected, await FaultAsync(request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-east-1", "eu-west-1", "credential scope")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "AKIDEXAMPLE", "credential scope")]
    [InlineData("host;range", "range;host", "signed headers are")]
    [InlineData("host;range;", "range;", "signed headers are")]
    [InlineData("f0e8", "f0e9", "the signature is another")]
    public async Task Fault_OfAChangedAuthorization_IsTold(string part, string other, string expected)
    {
        var request = Example();
        request.Headers.Authorization = request.Headers.Authorization.ToString()
            .Replace(part, other, StringComparison.Ordinal);

        Assert.Contains(expected, await FaultAsync(request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/another.txt", "")]
    [InlineData("/test.txt", "?versionId=1")]
    public async Task Fault_OfAnotherTarget_IsTold(string path, string query)
    {
        var request = Example();
        request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget = path + query;

        Assert.Contains("the signature is another", await FaultAsync(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_SixteenMinutesLater_IsTold()
    {
        _timeProvider.Advance(TimeSpan.FromMinutes(16));

        Assert.Contains("is not now", await FaultAsync(Example()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_OfOtherContent_IsTold()
    {
        var request = Example();
        request.Body = new MemoryStream([1]);

        Assert.Contains("is not the content's", await FaultAsync(request), StringComparison.Ordinal);
    }

    private Task<string?> FaultAsync(HttpRequest request) => new SignatureV4Verifier(
        "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1", "s3", _timeProvider)
        .FaultOfAsync(request).WithTimeout();

    private static HttpRequest Example()
    {
        var request = new DefaultHttpContext().Request;
        request.Method = "GET";
        request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget = "/test.txt";
        request.Headers.Host = "examplebucket.s3.amazonaws.com";
        request.Headers.Range = "bytes=0-9";
        request.Headers["x-amz-content-sha256"] = EmptyHash;
        request.Headers["x-amz-date"] = "20130524T000000Z";
        request.Headers.Authorization = "AWS4-HMAC-SHA256 " +
            "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, " +
            $"SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature={Signature}";
        return request;
    }
}
