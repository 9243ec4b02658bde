using System.Runtime.InteropServices;
using System.Text.Json;
using Kws.Models;
using Kws.VisionInference.Preprocessing;
using Kws.VisionInference.Tests.Pictures;

namespace Kws.VisionInference.Tests.Preprocessing;

/// <summary>The trainer's golden pictures: what a model was trained on is what it is given here.</summary>
public sealed class GoldenPicturesTests
{
    private static readonly string Folder = Repository.PathOf("training", "tests", "golden", "images");

    public static TheoryData<string> Names => [.. Cases().Select(entry => entry.GetProperty("picture").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Prepare_EqualsTheTrainersTensor(string picture)
    {
        var entry = Cases().Single(candidate => candidate.GetProperty("picture").GetString() == picture);
        var tolerance = entry.GetProperty("tolerance").GetSingle();
        var expected =
            MemoryMarshal.Cast<byte, float>(
                File.ReadAllBytes(Path.Combine(Folder, entry.GetProperty("tensor").GetString()!)));
        using var image = TestPictures.Decode(File.ReadAllBytes(Path.Combine(Folder, picture)));
        var tensor = new float[expected.Length];
        PicturePreprocessor.Prepare(image, PictureView.Whole, Spec(entry.GetProperty("image")), tensor);
        for (var i = 0; i < tensor.Length; i++)
            Assert.Equal(expected[i], tensor[i], tolerance);
    }

    private static JsonElement[] Cases()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "cases.json")));
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
