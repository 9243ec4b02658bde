using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.Audio.V1;

namespace Kws.Cli.Tests.Hosts;

/// <summary>A keyword service that takes every WAV file for "yes", then "no", and refuses everything else.</summary>
internal sealed class ScriptedHearing : KeywordSpotter.KeywordSpotterBase
{
    private int _answered;

    /// <summary>Clips answered so far.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Called before each answer; may throw or wait.</summary>
    public Func<ServerCallContext, Task> BeforeAnswer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Whether <c>ClassifyMany</c> ends in good order instead of answering the clip that it read.</summary>
    public Func<bool> EndsEarly { get; set; } = () => false;

    public override async Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context)
    {
        await BeforeAnswer(context);
        return IsWav(request) ? Answer(request)
            : throw new RpcException(new Status(StatusCode.InvalidArgument, Refusal(request)));
    }

    public override async Task ClassifyMany(
        IAsyncStreamReader<ClassifyManyRequest> requests, IServerStreamWriter<ClassifyManyResponse> responses,
        ServerCallContext context)
    {
        while (await requests.MoveNext(context.CancellationToken))
        {
            await BeforeAnswer(context);
            if (EndsEarly())
                return;
            var request = requests.Current;
            await responses.WriteAsync(IsWav(request.Clip)
                ? new ClassifyManyResponse { ClipId = request.ClipId, Result = Answer(request.Clip) }
                : new ClassifyManyResponse
                {
                    ClipId = request.ClipId,
                    Error = new ClipError
                    {
                        StatusCode = (int)StatusCode.InvalidArgument,
                        Message = Refusal(request.Clip)
                    },
                });
        }
    }

    /// <summary>What the server says of its model.</summary>
    public string ManifestJson { get; init; } = """
        {"name":"scripted","cost":{"parameters":75108},
         "metrics":[{"name":"accuracy","value":0.97,"data":"validation","samples":100}],"licence":"MIT"}
        """;

    public override Task<DescribeModelResponse> DescribeModel(
        DescribeModelRequest request, ServerCallContext context) => Task.FromResult(new DescribeModelResponse
        {
            Name = "scripted",
            Version = "1.2.3",
            Labels = { "silence", "unknown", "yes", "no" },
            Keywords = { "yes", "no" },
            Thresholds = { ["yes"] = 0.8f },
            FeaturesSha256 = "0123",
            FeaturesCanonicalJson = "{}",
            SampleRateHz = 16_000,
            ManifestJson = ManifestJson,
        });

    private static bool IsWav(ClassifyRequest request) => request.Wav.Span.StartsWith("RIFF"u8);

    private static string Refusal(ClassifyRequest request) => $"wav has {request.Wav.Length} bytes that are no WAV";

    private ClassifyResponse Answer(ClassifyRequest request)
    {
        Interlocked.Increment(ref _answered);
        Ranked[] all = [new() { Label = "yes", Posterior = 0.9f }, new() { Label = "no", Posterior = 0.0625f }];
        return new ClassifyResponse
        {
            Labels = { all.Take(request.Top) },
            ModelName = "scripted",
            ModelVersion = "1.2.3",
            Timings = new Timings
            {
                Decode = Milliseconds(1),
                Features = Milliseconds(2),
                Queue = Milliseconds(3),
                Inference = Milliseconds(0.5)
            },
            BestWindowFirstSample = 160,
        };
    }

    private static Duration Milliseconds(double value) => Duration.FromTimeSpan(TimeSpan.FromMilliseconds(value));
}
