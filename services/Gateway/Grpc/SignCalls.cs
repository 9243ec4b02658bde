using System.Security.Claims;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kws.Gateway.Http.Clips;
using Kws.Gateway.Http.Signs;
using Kws.Vision.V1;

namespace Kws.Gateway.Grpc;

/// <summary>Asks the reader of signs, for a caller.</summary>
internal sealed class SignCalls(SignReader.SignReaderClient reader, CallerHeaders headers)
{
    /// <param name="picture">JPEG or PNG.</param>
    /// <param name="view">How to look at it.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="global::Grpc.Core.RpcException">As <c>SignReader.Classify</c> says.</exception>
    public async Task<SignAnswer> ClassifyAsync(
        ReadOnlyMemory<byte> picture, PictureView view, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var request = new ClassifyRequest
        {
            Image = new Image { Data = UnsafeByteOperations.UnsafeWrap(picture) },
            Mirror = view.Mirror,
            RotateDegrees = view.RotateDegrees,
            Top = view.Top,
            Region = view.Region is [var left, var top, var right, var bottom]
                ? new Region { Left = left, Top = top, Right = right, Bottom = bottom }
                : null,
        };
        var answer = await reader.ClassifyAsync(request, headers.Of(caller), cancellationToken: cancellationToken);
        var best = answer.Letters.FirstOrDefault();
        return new SignAnswer(
            best?.Letter ?? "",
            best?.Posterior ?? 0,
            answer.Confident,
            [.. answer.Letters.Select(ranked => new RankedLetter(ranked.Letter, ranked.Posterior))],
            new ModelName(answer.ModelName, answer.ModelVersion),
            new SignTimings(
                Milliseconds(answer.Decode), Milliseconds(answer.Queue), Milliseconds(answer.Inference)));
    }

    private static double Milliseconds(Duration? duration) => duration?.ToTimeSpan().TotalMilliseconds ?? 0;
}
