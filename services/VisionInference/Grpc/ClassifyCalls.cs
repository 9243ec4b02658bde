using Google.Protobuf.WellKnownTypes;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Kws.Vision.V1;
using Kws.VisionInference.Inference;
using Kws.VisionInference.Reading;
using Kws.VisionInference.Streaming;
using Microsoft.Extensions.Options;

namespace Kws.VisionInference.Grpc;

/// <summary>Answers Classify.</summary>
internal sealed class ClassifyCalls(PictureReader pictures, IOptions<VisionInferenceOptions> options)
{
    private const int DefaultTop = 3;

    private readonly ConcurrencyGate _gate = new("pictures in progress", options.Value.Images.MaxConcurrentCalls);

    /// <exception cref="InvalidRequestException">A field is out of range.</exception>
    /// <exception cref="LimitExceededException">As many calls as allowed are in progress.</exception>
    public async Task<ClassifyResponse> ClassifyAsync(ClassifyRequest request, CancellationToken cancellationToken)
    {
        if (request.Top is < 0 or > 1000)
            throw new InvalidRequestException("top", request.Top, "0 to 1000");
        using var place = _gate.Enter();
        var view = ReadConfigReader.View("", request.Mirror, request.RotateDegrees, request.Region);
        var (answer, decode) =
            await pictures.ReadAsync(ImageReader.Read("image", request.Image), view, cancellationToken);
        return Map(answer, decode, request.Top == 0 ? DefaultTop : request.Top);
    }

    private static ClassifyResponse Map(PictureAnswer answer, TimeSpan decode, int top) => new()
    {
        ModelName = answer.Model.Name,
        ModelVersion = answer.Model.Version,
        Confident = ReadingRules.Of(answer.Model, null).Decide(answer.Posteriors) >= 0,
        Decode = Duration.FromTimeSpan(decode),
        Queue = Duration.FromTimeSpan(answer.Queue),
        Inference = Duration.FromTimeSpan(answer.Inference),
        Letters =
        {
            RankedLetter.Best(answer.Model.Labels, answer.Posteriors, top)
                .Select(letter => new Ranked { Letter = letter.Letter, Posterior = letter.Posterior }),
        },
    };
}
