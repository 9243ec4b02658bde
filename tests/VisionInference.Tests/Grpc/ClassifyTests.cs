using Google.Protobuf;
using Grpc.Core;
using Kws.Vision.V1;
using Kws.VisionInference.Tests.Pictures;

namespace Kws.VisionInference.Tests.Grpc;

public sealed class ClassifyTests(SharedVision shared) : IClassFixture<SharedVision>, IDisposable
{
    private readonly VisionHost _host = shared.Host;

    public void Dispose() => _host.Logs.AssertNoErrors();

    [Fact]
    public async Task Classify_OfEachLetter_RanksItFirst()
    {
        foreach (var label in TinySignModel.Labels)
        {
            var response =
                await ClassifyAsync(
                    new ClassifyRequest { Image = Camera.ImageOf(label == "nothing" ? '-' : label[0]) });
            Assert.Equal(label, response.Letters[0].Letter);
            Assert.Equal(3, response.Letters.Count);
            Assert.Equal(label != "nothing", response.Confident);
            Assert.Equal(("tiny", "1.0.0"), (response.ModelName, response.ModelVersion));
        }
    }

    [Fact]
    public async Task Classify_BetweenLetters_IsNotConfident()
    {
        var response = await ClassifyAsync(new ClassifyRequest { Image = Camera.ImageOf('?'), Top = 100 });
        Assert.False(response.Confident);
        Assert.Equal(25, response.Letters.Count);
        Assert.Equal(1, response.Letters.Sum(letter => letter.Posterior), 1e-3);
    }

    [Fact]
    public async Task Classify_OfAJpeg_ReadsTheRegion()
    {
        var image = new Image { Data = ByteString.CopyFrom(TestPictures.File("exif-6.jpg")) };
        // The upper left quadrant is red.
        var response =
            await ClassifyAsync(
                new ClassifyRequest { Image = image, Region = new Region { Right = 0.4f, Bottom = 0.4f } });
        Assert.Equal(TinySignModel.Labels.Single(label => TinySignModel.ColourOf(label) == (255, 0, 0)),
            response.Letters[0].Letter);
    }

    public static TheoryData<string, ClassifyRequest> BadRequests => new()
    {
        { "image", new ClassifyRequest() },
        { "image.data", new ClassifyRequest { Image = new Image() } },
        { "image.data", new ClassifyRequest { Image = new Image { Data = ByteString.CopyFromUtf8("GIF89a") } } },
        { "image.data",
            new ClassifyRequest { Image = new Image { Encoding = ImageEncoding.Rgb, WidthPixels = 2, HeightPixels = 2,
                Data = ByteString.CopyFrom(1) } } },
        { "image", new ClassifyRequest { Image = new Image { Encoding = ImageEncoding.Rgb, WidthPixels = 100_000,
            HeightPixels = 100_000, Data = ByteString.CopyFrom(1) } } },
        { "image", new ClassifyRequest { Image =
            new Image { Data = ByteString.CopyFrom(TestPictures.File("cmyk.jpg")[..200]) } } },
        { "image.encoding", new ClassifyRequest { Image = new Image { Encoding = (ImageEncoding)(-1) } } },
        { "rotate_degrees", new ClassifyRequest { Image = new Image(), RotateDegrees = 1 } },
        { "region.left",
            new ClassifyRequest { Image = new Image(), Region = new Region { Left = 1, Right = 1, Bottom = 1 } } },
        { "top", new ClassifyRequest { Image = new Image(), Top = -1 } },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Classify_OutOfRange_IsInvalidArgumentNamingTheField(string field, ClassifyRequest request)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => ClassifyAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.StartsWith(field, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classify_OfManyAtOnce_AnswersEach()
    {
        string[] labels = [.. Enumerable.Range(0, 200).Select(i => TinySignModel.Labels[i % 24])];
        var responses =
            await Task.WhenAll(
                labels.Select(label => ClassifyAsync(new ClassifyRequest { Image = Camera.ImageOf(label[0]) })));
        Assert.Equal(labels, responses.Select(response => response.Letters[0].Letter));
    }

    [Fact]
    public async Task DescribeModel_TellsTheManifest()
    {
        var model = await _host.Client.DescribeModelAsync(new DescribeModelRequest()).ResponseAsync.WithTimeout();
        Assert.Equal(("tiny", "1.0.0", 16, 16), (model.Name, model.Version, model.WidthPixels, model.HeightPixels));
        Assert.Equal(TinySignModel.Labels, model.Labels);
        Assert.Contains("kws.model/1", model.ManifestJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_WithoutAModel_AreUnavailable()
    {
        await using var empty = await VisionHost.StartAsync(withModel: false);
        empty.Logs.Expect(line => line.Event.Id == 1101);
        var error = await Assert.ThrowsAsync<RpcException>(() =>
            empty.Client.ClassifyAsync(new ClassifyRequest { Image = Camera.ImageOf('A') })
                .ResponseAsync.WithTimeout());
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        using var camera = await Camera.OpenAsync(empty);
        error = await Assert.ThrowsAsync<RpcException>(() => camera.ReadAllAsync());
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        empty.Logs.AssertNoErrors();
    }

    [Fact]
    public void Options_OutOfRange_AreAllNamed()
    {
        var options = new VisionInferenceOptions();
        options.Images.MaxPixels = 1;
        options.Speech.Address = "tts";
        options.Models.Sign = " ";
        var result = new VisionInferenceOptionsValidator().Validate(null, options);
        Assert.Equal(3, result.Failures!.Count());
        Assert.Contains("Images:MaxPixels is 1; allowed: 4096 to 268435456", result.FailureMessage,
            StringComparison.Ordinal);
        Assert.True(new VisionInferenceOptionsValidator().Validate(null, new VisionInferenceOptions()).Succeeded);
    }

    private Task<ClassifyResponse> ClassifyAsync(ClassifyRequest request) =>
        _host.Client.ClassifyAsync(request).ResponseAsync.WithTimeout();
}
