using System.Globalization;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Overload;
using Kws.AudioInference.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.AudioInference.Tests.Overload;

/// <summary>A real server that is told that its decisions are late.</summary>
public sealed class OverloadedServerTests
{
    [Trait("Duration", "Long")]
    [Fact]
    public async Task OverloadedServer_RefusesNewStreamsEndsTheNewestAndServesTheRest()
    {
        await using var host = await SpotterHost.StartAsync();
        var admission = host.Services.GetRequiredService<StreamAdmission>();
        var devices = await OpenAsync(host.Client, StreamAdmission.AlwaysAdmitted + 1);

        // The newest is one more than is always served.
        await Eventually.BeAsync(() => BeLate(admission) && host.OpenSessions == StreamAdmission.AlwaysAdmitted);
        var ended = await devices[^1].FailureAsync();
        Assert.Equal(StatusCode.ResourceExhausted, ended.StatusCode);
        Assert.Equal(0, int.Parse(ended.Trailers.GetValue("kws-resume-sample")!, CultureInfo.InvariantCulture));
        Assert.InRange(int.Parse(ended.Trailers.GetValue("grpc-retry-pushback-ms")!, CultureInfo.InvariantCulture),
            5000, 10_000);

        BeLate(admission);
        using var refused = await Device.OpenAsync(host.Client, Device.Config());
        var failure = await refused.FailureAsync();
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Contains("delay of decisions", failure.Status.Detail, StringComparison.Ordinal);
        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync().WithTimeout();
        Assert.Equal(HealthStatus.Degraded, health.Entries["load"].Status);

        await Task.WhenAll(devices[..^1].Select(device => device.CloseAsync())).WithTimeout();
        await Eventually.BeAsync(() => !admission.IsOverloaded);
    }

    // Few enough decisions a second that there is no headroom for more than are always served.
    private static bool BeLate(StreamAdmission admission)
    {
        admission.Decided(TimeSpan.FromSeconds(2));
        admission.Decided(TimeSpan.FromSeconds(2));
        return true;
    }

    private static async Task<Device[]> OpenAsync(KeywordSpotter.KeywordSpotterClient client, int count)
    {
        var devices = new List<Device>();
        for (var i = 0; i < count; i++)
        {
            devices.Add(await Device.OpenAsync(client, Device.Config()));
            await Eventually.BeAsync(() => devices[^1].Started is not null);
            await devices[^1].SendAsync(new short[1600], 0);
        }
        return [.. devices];
    }
}
