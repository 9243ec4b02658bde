using Google.Protobuf;
using Kws.Vision.V1;
using Kws.VisionInference.Tests.Pictures;
using ImageEncoding = Kws.Vision.V1.ImageEncoding;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>The shipped model on real photos, shown as a camera would: held letters with jitter, a moving hand
/// between.</summary>
public sealed class RealPhotosTests
{
    private const int HeldFrames = 12;

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Read_OfHelloFromPhotos_GivesTheLettersOnceEachAndTheWord()
    {
        var photos = RealData.Require("signs", "validation", "keptsecret");
        await using var host =
            await VisionHost.StartAsync(
                settings: [("Models:Root", Repository.PathOf("models")), ("Models:Sign", "small")]);
        using var camera = await Camera.OpenAsync(host);
        var random = new Random(1);
        foreach (var letter in "HELLO")
        {
            var photo = await ClearestAsync(host, Path.Combine(photos, letter.ToString()));
            for (var frame = 0; frame < HeldFrames; frame++)
                await camera.ShowAsync(Jittered(photo, random));
            for (var frame = 0; frame < HeldFrames; frame++)
                await camera.ShowAsync(Empty());
        }
        var responses = await camera.FinishAsync();
        Assert.Equal("HELLO",
            string.Concat(responses.Where(r => r.BodyCase == ReadResponse.BodyOneofCase.Letter)
                .Select(r => r.Letter.Letter_)));
        var word = Assert.Single(responses, r => r.BodyCase == ReadResponse.BodyOneofCase.Word).Word;
        Assert.Equal(("HELLO", "HELLO"), (word.Spelled, word.Proposed));
    }

    // Photos of a set differ in how well the hand shows; a signer holds a letter until it is read.
    private static async Task<byte[]> ClearestAsync(VisionHost host, string folder)
    {
        (byte[] Photo, float Posterior) best = ([], -1);
        foreach (var file in Directory.GetFiles(folder, "*.jpg").Order(StringComparer.Ordinal).Take(12))
        {
            var photo = File.ReadAllBytes(file);
            var answer =
                await host.Client.ClassifyAsync(new ClassifyRequest
                {
                    Image =
                    new Image { Data = ByteString.CopyFrom(photo) },
                    Top = 25
                }).ResponseAsync.WithTimeout();
            var posterior = answer.Letters.Single(letter => letter.Letter == Path.GetFileName(folder)).Posterior;
            if (posterior > best.Posterior)
                best = (photo, posterior);
        }
        return best.Photo;
    }

    private static Image Jittered(byte[] photo, Random random)
    {
        using var whole = TestPictures.Decode(photo);
        var width = whole.Width - random.Next(4);
        var height = whole.Height - random.Next(4);
        (var left, var top) = (random.Next(whole.Width - width + 1), random.Next(whole.Height - height + 1));
        byte[] pixels =
            [.. Enumerable.Range(top, height).SelectMany(y => whole.Row(y).Slice(left * 3, width * 3).ToArray())];
        return new Image
        {
            Encoding = ImageEncoding.Rgb,
            WidthPixels = width,
            HeightPixels = height,
            Data = ByteString.CopyFrom(pixels)
        };
    }

    private static Image Empty()
    {
        var wall = new byte[64 * 64];
        Array.Fill(wall, (byte)140);
        return new Image
        {
            Encoding = ImageEncoding.Grey,
            WidthPixels = 64,
            HeightPixels = 64,
            Data = ByteString.CopyFrom(wall)
        };
    }
}
