using System.Globalization;
using System.Security.Claims;
using Kws.Gateway.Grpc;
using Kws.Gateway.Http.Clips;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Http.Signs;

/// <summary>Pictures to letters.</summary>
internal static class SignEndpoints
{
    private const string Setting = "Http:MaxPictureBytes";
    private const int RegionSides = 4;

    public static void MapSigns(this IEndpointRouteBuilder api) =>
        api.MapPost("/v1/signs/classify", ClassifyAsync)
            .Describe("classifySign", "Signs", "The signed letter in a picture")
            .WithDescription("A JPEG or PNG file, as the part `file` of a form or as the body. `region` says where " +
                "the hand is, as shares of the picture: left,top,right,bottom, such as `0.2,0.1,0.8,0.9`.")
            .TakesFile("image/jpeg", "image/png")
            .Produces<SignAnswer>().ProducesProblems();

    private static async Task<SignAnswer> ClassifyAsync(
        HttpRequest request, ClaimsPrincipal caller, UploadedFile files, SignCalls calls,
        IOptions<HttpApiOptions> options, CancellationToken cancellationToken, [FromQuery] bool mirror = false,
        [FromQuery(Name = "rotate_degrees")] int rotateDegrees = 0, [FromQuery] string? region = null,
        [FromQuery] int top = 0)
    {
        var view = new PictureView(mirror, rotateDegrees, ReadRegion(region), top);
        var picture = await files.ReadAsync(request, options.Value.MaxPictureBytes, Setting, cancellationToken);
        return await calls.ClassifyAsync(picture, view, caller, cancellationToken);
    }

    private static float[]? ReadRegion(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var sides = new List<float>();
        foreach (var part in text.Split(','))
        {
            if (!float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var side))
                throw Refused();
            sides.Add(side);
        }
        return sides.Count == RegionSides ? [.. sides] : throw Refused();

        InvalidRequestException Refused() =>
            new("region", text,
                "four numbers left,top,right,bottom with 0 <= left < right <= 1, 0 <= top < bottom <= 1");
    }
}
