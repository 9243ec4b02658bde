using Kws.Audio;
using Kws.AudioInference.Streaming;
using Kws.AudioInference.Tests.Hosts;
using Kws.Models;
using Kws.TestSupport.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.AudioInference.Tests.Streaming;

/// <summary>What one stream holds decides how many fit into a machine.</summary>
public sealed class SessionMemoryTests : IDisposable
{
    private const int Sessions = 50;

    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Theory]
    [InlineData(false, 60_000)]
    [InlineData(true, 84_000)]
    public async Task Session_OfADeviceInTime_TakesAtMost(bool verified, long bytes)
    {
        TinyKeywordModel.WritePackage(_models.Path, verifier: verified ? TinyVerifier.Section() : null);
        await using var host = await SpotterHost.StartAsync(new()
        {
            ["Models:Root"] = _models.Path,
            ["Models:Keyword"] = "tiny",
            ["Features:Source"] = "InProcess",
        });
        var context = host.Services.GetRequiredService<SessionContext>();
        var model = host.Services.GetRequiredService<ModelHost<KeywordModel>>().Current;
        var settings = new SpotSettings
        {
            DeviceId = "kitchen",
            RecordingId = "one",
            SampleRateHz = 16_000,
            Encoding = PcmEncoding.S16Le,
        };
        using (new SpotSession("first", settings, model, context))
        {
        }
        var sessions = new SpotSession[Sessions];

        // All that it allocates at its begin is held to its end.
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Sessions; i++)
            sessions[i] = new SpotSession("next", settings, model, context);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Sessions;

        Array.ForEach(sessions, session => session.Dispose());
        Assert.InRange(each, 1_000, bytes);
    }
}
