using System.Security.Claims;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kws.Audio.V1;
using Kws.Gateway.Http.Clips;

namespace Kws.Gateway.Grpc;

/// <summary>Asks the keyword spotter, for a caller.</summary>
internal sealed class KeywordCalls(KeywordSpotter.KeywordSpotterClient spotter, CallerHeaders headers)
{
    /// <param name="wav">A WAV file.</param>
    /// <param name="top">How many labels are told; 0: all.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="global::Grpc.Core.RpcException">As <c>KeywordSpotter.Classify</c> says.</exception>
    public async Task<KeywordAnswer> ClassifyAsync(
        ReadOnlyMemory<byte> wav, int top, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        // The file is not written to any more, so that a copy of it would be for nothing.
        var request = new ClassifyRequest { Wav = UnsafeByteOperations.UnsafeWrap(wav), Top = top };
        return Read(await spotter.ClassifyAsync(request, headers.Of(caller), cancellationToken: cancellationToken));
    }

    public async Task<KeywordModelAnswer> DescribeAsync(ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var model = await spotter.DescribeModelAsync(
            new DescribeModelRequest(), headers.Of(caller), cancellationToken: cancellationToken);
        return new KeywordModelAnswer(model.Name, model.Version, [.. model.Labels], [.. model.Keywords],
            model.Thresholds.ToDictionary(pair => pair.Key, pair => (double)pair.Value), model.SampleRateHz);
    }

    private static KeywordAnswer Read(ClassifyResponse answer) => new(
        answer.Labels[0].Label,
        answer.Labels[0].Posterior,
        [.. answer.Labels.Select(ranked => new RankedLabel(ranked.Label, ranked.Posterior))],
        new ModelName(answer.ModelName, answer.ModelVersion),
        answer.BestWindowFirstSample,
        [.. answer.Warnings],
        new ClipTimings(Milliseconds(answer.Timings.Decode), Milliseconds(answer.Timings.Features),
            Milliseconds(answer.Timings.Queue), Milliseconds(answer.Timings.Inference)));

    private static double Milliseconds(Duration? duration) => duration?.ToTimeSpan().TotalMilliseconds ?? 0;
}
