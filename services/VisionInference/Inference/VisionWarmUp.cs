using Kws.Models;
using Kws.ServiceDefaults.WarmingUp;
using Kws.VisionInference.Decoding;
using Kws.VisionInference.Preprocessing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace Kws.VisionInference.Inference;

/// <summary>Reads a grey JPEG: decode -> prepare -> batch -> answer. The scheduler and the metrics are its
/// own.</summary>
internal sealed class VisionWarmUp(
    ModelHost<SignModel> models,
    IOptions<VisionInferenceOptions> options,
    ILogger<PictureScheduler> logger,
    TimeProvider timeProvider) : IWarmUp
{
    private const int Width = 320;
    private const int Height = 240;
    private const int Quality = 90;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var meters = new UnheardMeterFactory();
        var metrics = new VisionInferenceMetrics(meters);
        using var scheduler = new PictureScheduler(options, models, metrics, logger, timeProvider);
        var reader = new PictureReader(models, scheduler, metrics,
            new FlawedPictures(metrics, NullLogger<FlawedPictures>.Instance, timeProvider), options, timeProvider);
        await reader.ReadAsync(new EncodedImage(ImageEncoding.Jpeg, GreyJpeg(), Width, Height), PictureView.Whole,
            cancellationToken);
    }

    private static byte[] GreyJpeg()
    {
        using var picture = new SKBitmap(Width, Height);
        picture.Erase(SKColors.Gray);
        using var encoded = picture.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return encoded.ToArray();
    }
}
