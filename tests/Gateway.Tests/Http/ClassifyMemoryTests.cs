using System.Diagnostics;
using System.Net;
using Kws.Audio.Tests.Opus;
using Kws.Gateway.Tests.Hosts;

namespace Kws.Gateway.Tests.Http;

/// <summary>Small files that would be large ones.</summary>
[Collection(nameof(MeasuredMemory))]
public sealed class ClassifyMemoryTests
{
    // Two bytes for 120 ms: six hours of silence in 600 kB.
    [Fact]
    public async Task Classify_OggOpusOfManyHours_IsRefusedInBoundedTimeAndMemory()
    {
        await using var gateway = await GatewayHost.StartAsync();
        byte[] packet = [0x1B, 2];
        byte[] file =
        [
            .. OpusBytes.Page(0, 2, 0, OpusBytes.Head(8_000, 1)),
            .. OpusBytes.Page(1, 0, 0, [.. "OpusTags"u8, .. new byte[8]]),
            .. Enumerable.Range(2, 800).SelectMany(page =>
                OpusBytes.Page(page, 0, -1, [.. Enumerable.Repeat(packet, 225)])),
        ];
        var begun = Stopwatch.GetTimestamp();

        await HeldMemory.StaysBelowAsync(64 << 20, async () =>
        {
            using var body = new ByteArrayContent(file);
            using var response =
                await gateway.Http.PostAsync(new Uri("/v1/classify", UriKind.Relative), body).WithTimeout();
            var problem = await response.Content.ReadAsStringAsync().WithTimeout();
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Matches("samples a channel|not decoded within", problem);
        });

        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(40));
    }
}
