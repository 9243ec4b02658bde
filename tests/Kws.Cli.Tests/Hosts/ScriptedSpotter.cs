using System.Buffers.Binary;
using Grpc.Core;
using Kws.Audio.V1;

namespace Kws.Cli.Tests.Hosts;

/// <summary>
/// A keyword spotter whose hearing is arithmetic: one word a second of audio, at every full second.
/// Samples must count upward from 0 (modulo 2^15), so that it notices audio that is lost or out of place.
/// </summary>
internal sealed class ScriptedSpotter : KeywordSpotter.KeywordSpotterBase
{
    private const int AcknowledgeEvery = 1600;
    private int _sessions;

    /// <summary>Called before each chunk with the session's number (from 1) and the position; may throw or
    /// abort.</summary>
    public Func<int, long, ServerCallContext, Task> BeforeChunk { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>What was wrong with the audio, if anything.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>The config of each session.</summary>
    public List<SpotConfig> Configs { get; } = [];

    public override Task<DescribeModelResponse> DescribeModel(
        DescribeModelRequest request, ServerCallContext context) =>
        Task.FromResult(new DescribeModelResponse { Name = "scripted", Version = "1" });

    public override async Task Spot(
        IAsyncStreamReader<SpotRequest> requests,
        IServerStreamWriter<SpotResponse> responses,
        ServerCallContext context)
    {
        var session = Interlocked.Increment(ref _sessions);
        Assert.True(await requests.MoveNext(context.CancellationToken));
        var config = requests.Current.Config;
        lock (Configs)
            Configs.Add(config);
        // As the service does: audio is taken from a grid on, which may lie after the position asked for.
        var position = (config.ResumeSample + 159) / 160 * 160;
        var acknowledged = position;
        await responses.WriteAsync(
            new SpotResponse
            {
                Started = new Started
                {
                    AcceptedSample = position,
                    ModelName = "scripted",
                    ModelVersion = "1",
                    RecordingId = config.RecordingId
                }
            });
        while (await requests.MoveNext(context.CancellationToken))
        {
            await BeforeChunk(session, position, context);
            var before = position;
            position = Take(requests.Current.Chunk, position);
            for (var second = before / config.SampleRateHz + 1; second * config.SampleRateHz <= position; second++)
                await responses.WriteAsync(new SpotResponse { Keyword = WordAt(config, second) });
            if (position - acknowledged >= AcknowledgeEvery)
            {
                acknowledged = position;
                // Reaches back behind the last word: it is heard again after a reconnect.
                await responses.WriteAsync(Acknowledge(position, Math.Max(0, position - config.SampleRateHz * 3 / 2)));
            }
        }
        await responses.WriteAsync(Acknowledge(position, position));
    }

    private long Take(AudioChunk chunk, long position)
    {
        if (chunk.FirstSampleIndex > position)
            throw new RpcException(new Status(StatusCode.InvalidArgument,
                $"chunk.first_sample_index is {chunk.FirstSampleIndex}; allowed: up to {position}"));
        var pcm = chunk.Pcm.Span;
        for (var i = 0; i < pcm.Length / 2; i++)
        {
            var sample = chunk.FirstSampleIndex + i;
            if (BinaryPrimitives.ReadInt16LittleEndian(pcm[(i * 2)..]) != (short)(sample & 0x7FFF))
                lock (Faults)
                    Faults.Add($"sample {sample} has another value");
        }
        return Math.Max(position, chunk.FirstSampleIndex + pcm.Length / 2);
    }

    private static Keyword WordAt(SpotConfig config, long second) => new()
    {
        Id = $"{config.DeviceId}/{config.RecordingId}/{second}",
        Label = $"word{second}",
        Confidence = 0.9f,
        StartSample = (second - 1) * config.SampleRateHz,
        EndSample = second * config.SampleRateHz,
        DecidedSample = second * config.SampleRateHz,
    };

    private static SpotResponse Acknowledge(long processed, long resume) =>
        new() { Acknowledged = new Acknowledged { ProcessedSample = processed, ResumeSample = resume } };
}
