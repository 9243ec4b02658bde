using System.Runtime.InteropServices;
using System.Text.Json;
using Kws.Models;
using VisionInference.Decoding;
using VisionInference.Preprocessing;
using VisionInference.Tests.Pictures;

namespace VisionInference.Tests.Preprocessing;

/// <summary>The trainer's golden pictures: what a model was trained on is what it is given here.</summary>
public sealed class GoldenPicturesTests
{
    private static readonly string Folder = Repository.PathOf("training", "tests", "golden", "images");

    public static TheoryData<string> Names => [.. Cases().Select(entry => entry.GetProperty("picture").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Prepare_EqualsTheTrainersTensor(string picture)
    {
        JsonElement entry = Cases().Single(candidate => candidate.GetProperty("picture").GetString() == picture);
        float tolerance = entry.GetProperty("tolerance").GetSingle();
        ReadOnlySpan<float> expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(Folder, entry.GetProperty("tensor").GetString()!)));
        using PixelImage image = TestPictures.Decode(File.ReadAllBytes(Path.Combine(Folder, picture)));
        float[] tensor = new float[expected.Length];
        PicturePreprocessor.Prepare(image, PictureView.Whole, Spec(entry.GetProperty("image")), tensor);
        for (int i = 0; i < tensor.Length; i++)
            Assert.Equal(expected[i], tensor[i], tolerance);
    }

    private static JsonElement[] Cases()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "cases.json")));
        return [.. document.RootElement.EnumerateArray().Select(entry => entry.Clone())];
    }

    private static ImageSpec Spec(JsonElement image) => new()
    {
        WidthPixels = image.GetProperty("width_pixels").GetInt32(),
        HeightPixels = image.GetProperty("height_pixels").GetInt32(),
        ColourOrder = image.GetProperty("colour_order").GetString() == "bgr" ? ColourOrder.Bgr : ColourOrder.Rgb,
        Mean = [.. image.GetProperty("mean").EnumerateArray().Select(value => value.GetSingle())],
        Scale = [.. image.GetProperty("scale").EnumerateArray().Select(value => value.GetSingle())],
        Crop = image.GetProperty("crop").GetString() == "stretch" ? ImageCrop.Stretch : ImageCrop.CentreSquare,
    };
}
