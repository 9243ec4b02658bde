using System.Buffers.Binary;
using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Audio.V1;

namespace AppHost.Tests;

/// <summary>
/// Written against Aspire's own testing API alone. The servers are those of this machine or containers, so
/// without either the tests fail with the words that tell what to install.
/// </summary>
public sealed class MeshTests(MeshFixture mesh) : IClassFixture<MeshFixture>
{
    [Theory]
    [InlineData("featureextraction")]
    [InlineData("audioinference")]
    [InlineData("tts")]
    [InlineData("visioninference")]
    public async Task Health_EveryService_Answers(string service)
    {
        using HttpClient client = mesh.App.CreateHttpClient(service, "health");
        using HttpResponseMessage response = await client.GetAsync(new Uri("health", UriKind.Relative)).WithTimeout();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("bus", "amqp://")]
    [InlineData("postgres", "Host=")]
    [InlineData("training", ";Database=training")]
    public async Task ConnectionString_EveryServer_IsKnown(string server, string part) =>
        Assert.Contains(part, await mesh.App.GetConnectionStringAsync(server).WithTimeout(), StringComparison.Ordinal);

    [Fact]
    public async Task Spot_ASecondOfSilence_IsAcknowledgedThroughFeatureExtraction()
    {
        using GrpcChannel channel = mesh.Connect("audioinference");
        Assert.True(await StreamSecondsAsync(channel, seconds: 2).WithTimeout() > 0);
    }

    [Fact]
    public async Task FeatureExtraction_StoppedAndStarted_IsUsedAgain()
    {
        using GrpcChannel channel = mesh.Connect("audioinference");
        await mesh.App.ResourceCommands.ExecuteCommandAsync(mesh.Resource("featureextraction"), KnownResourceCommands.StopCommand).WithTimeout();
        await mesh.App.ResourceCommands.ExecuteCommandAsync(mesh.Resource("featureextraction"), KnownResourceCommands.StartCommand).WithTimeout();
        await mesh.HealthyAsync("featureextraction");
        await mesh.HealthyAsync("audioinference");
        Assert.True(await StreamSecondsAsync(channel, seconds: 2).WithTimeout() > 0);
    }

    [Fact]
    public async Task Bus_Stopped_RecognitionGoesOnAndTheBusComesBack()
    {
        using GrpcChannel channel = mesh.Connect("audioinference");
        await mesh.App.ResourceCommands.ExecuteCommandAsync(mesh.Resource("bus"), KnownResourceCommands.StopCommand).WithTimeout();
        long processed = await StreamSecondsAsync(channel, seconds: 2).WithTimeout();
        await mesh.App.ResourceCommands.ExecuteCommandAsync(mesh.Resource("bus"), KnownResourceCommands.StartCommand).WithTimeout();
        await mesh.HealthyAsync("bus");
        Assert.True(processed > 0);
    }

    // The position up to which the service decided.
    private static async Task<long> StreamSecondsAsync(GrpcChannel channel, int seconds)
    {
        const int Rate = 16_000;
        const int ChunkSamples = Rate / 10;
        using AsyncDuplexStreamingCall<SpotRequest, SpotResponse> call = new KeywordSpotter.KeywordSpotterClient(channel).Spot(deadline: DateTime.UtcNow.AddSeconds(30));
        var config = new SpotConfig { DeviceId = "mesh-test", SampleRateHz = Rate, Encoding = Encoding.S16Le, Responses = { ResponseKind.Acknowledged } };
        await call.RequestStream.WriteAsync(new SpotRequest { Config = config });
        for (int i = 0; i < seconds * 10; i++)
            await call.RequestStream.WriteAsync(new SpotRequest { Chunk = new AudioChunk { FirstSampleIndex = i * ChunkSamples, Pcm = Noise(ChunkSamples, i) } });
        await call.RequestStream.CompleteAsync();
        long processed = 0;
        await foreach (SpotResponse response in call.ResponseStream.ReadAllAsync())
            if (response.BodyCase == SpotResponse.BodyOneofCase.Acknowledged)
                processed = Math.Max(processed, response.Acknowledged.ProcessedSample);
        return processed;
    }

    // Faint noise: a room where nobody speaks.
    private static ByteString Noise(int samples, int seed)
    {
        var random = new Random(seed);
        byte[] pcm = new byte[samples * sizeof(short)];
        for (int i = 0; i < samples; i++)
            BinaryPrimitives.WriteInt16LittleEndian(pcm.AsSpan(i * sizeof(short)), (short)random.Next(-30, 31));
        return ByteString.CopyFrom(pcm);
    }
}
