using System.Text.Json;
using Kws.VisionInference.Preprocessing;
using Kws.VisionInference.Tests.Decoding;
using Kws.VisionInference.Tests.Pictures;

namespace Kws.VisionInference.Tests.Preprocessing;

/// <summary>Odd but real-life pictures: the service sees the pixels that the trainer sees.</summary>
public sealed class OddPicturesTests
{
    private static readonly string s_folder = Repository.PathOf("training", "tests", "golden", "odd-pictures");

    public static TheoryData<string, string, int> Cases
    {
        get
        {
            using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_folder, "cases.json")));
            var data = new TheoryData<string, string, int>();
            foreach (var entry in cases.RootElement.EnumerateArray())
                data.Add(entry.GetProperty("picture").GetString()!, entry.GetProperty("pixels").GetString()!,
                    entry.GetProperty("tolerance").GetInt32());
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decode_OfAnOddPicture_GivesItsPixels(string picture, string pixels, int tolerance)
    {
        var right = File.ReadAllBytes(Path.Combine(s_folder, pixels));

        using var image = TestPictures.Decode(File.ReadAllBytes(Path.Combine(s_folder, picture)));

        var tensor = Planes.Of(image, PictureView.Whole);
        var planeLength = right.Length / 3;
        for (var i = 0; i < right.Length; i++)
            Assert.Equal(right[i], tensor[i % 3 * planeLength + i / 3], tolerance + 0.01f);
    }
}
