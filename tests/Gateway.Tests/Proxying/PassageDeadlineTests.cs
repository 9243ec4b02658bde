using System.Net;
using System.Net.Http.Headers;
using Kws.Gateway.Proxying;
using Kws.Gateway.Tests.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kws.Gateway.Tests.Proxying;

/// <summary>A call that its service breaks off at the deadline ends as one whose time is over.</summary>
public sealed class PassageDeadlineTests : IAsyncLifetime
{
    private const int CancelledByHttp2 = 8;

    private static readonly byte[] s_emptyMessage = new byte[5];
    private static readonly TimeSpan s_untilBroken = TimeSpan.FromMilliseconds(400);

    private KestrelHost _service = null!;
    private GatewayHost _gateway = null!;

    public async Task InitializeAsync()
    {
        _service = await KestrelHost.StartAsync(
            builder => builder.WebHost.ConfigureKestrel(web =>
                web.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2)),
            app => app.Run(BreakOffAsync));
        _gateway = await GatewayHost.StartAsync(MeshBehind.Setting("tts", _service.Address));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData(true, "390m", "4", "deadline")]
    [InlineData(true, "60S", "14", "reconnect")]
    [InlineData(true, null, "14", "reconnect")]
    [InlineData(false, "390000u", "4", "deadline")]
    [InlineData(false, null, "14", "reconnect")]
    public async Task Call_IsBrokenOffByItsService_TellsWhetherItsTimeIsOver(
        bool hasBegun, string? timeout, string status, string message)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"http://{_gateway.Channel.Target}/{Speech.V1.Speech.Descriptor.FullName}/Synthesize")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(s_emptyMessage),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("begins", hasBegun ? "yes" : "no");
        if (timeout is not null)
            request.Headers.Add(CallDeadline.Header, timeout);

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WithTimeout();
        await response.Content.ReadAsByteArrayAsync().WithTimeout();

        var ends = hasBegun ? response.TrailingHeaders : response.Headers;
        Assert.Equal(status, Assert.Single(ends.GetValues("grpc-status")));
        Assert.Contains(message, Assert.Single(ends.GetValues("grpc-message")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("3S", 3_000)]
    [InlineData("99999999m", 99_999_999)]
    [InlineData("5000u", 5)]
    [InlineData("6000000n", 6)]
    public void Read_Deadline_IsItsTime(string header, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), CallDeadline.Read(header));

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("12")]
    [InlineData("-1S")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    public void Read_NoDeadline_IsNone(string header) => Assert.Null(CallDeadline.Read(header));

    [Fact]
    public void Read_TwoDeadlines_IsNone() => Assert.Null(CallDeadline.Read(new(["1S", "2S"])));

    private static async Task BreakOffAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        if (context.Request.Headers["begins"] == "yes")
            await context.Response.Body.WriteAsync(s_emptyMessage);
        await Task.Delay(s_untilBroken);
        context.Features.Get<IHttpResetFeature>()!.Reset(CancelledByHttp2);
    }
}
