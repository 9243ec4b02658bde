using Kws.ServiceDefaults.Errors;
using Kws.Vision.V1;
using Kws.VisionInference.Decoding;
using ImageEncoding = Kws.Vision.V1.ImageEncoding;

namespace Kws.VisionInference.Grpc;

/// <summary>Takes the picture out of a message, without copying it.</summary>
internal static class ImageReader
{
    /// <exception cref="InvalidRequestException">There is none, or its encoding is unknown.</exception>
    public static EncodedImage Read(string field, Image? image)
    {
        if (image is null)
            throw new InvalidRequestException(field, null, "an image");
        var encoding = image.Encoding switch
        {
            ImageEncoding.Unspecified => Decoding.ImageEncoding.Detect,
            ImageEncoding.Jpeg => Decoding.ImageEncoding.Jpeg,
            ImageEncoding.Png => Decoding.ImageEncoding.Png,
            ImageEncoding.Rgb => Decoding.ImageEncoding.Rgb,
            ImageEncoding.Bgr => Decoding.ImageEncoding.Bgr,
            ImageEncoding.Grey => Decoding.ImageEncoding.Grey,
            _ => throw new InvalidRequestException($"{field}.encoding", (int)image.Encoding, "0 to 5"),
        };
        return new EncodedImage(encoding, image.Data.Memory, image.WidthPixels, image.HeightPixels);
    }
}
