using Google.Protobuf;
using Grpc.Core;
using Kws.Vision.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>Pictures as phones and IP cameras send them: large, and with flaws that cost no line.</summary>
public sealed class PhonePictureTests(SharedVision shared) : IClassFixture<SharedVision>, IDisposable
{
    private const int MaxBytes = 32 * 1024 * 1024;

    private readonly VisionHost _host = shared.Host;

    public void Dispose() => _host.Logs.AssertNoErrors();

    [Fact]
    public async Task Classify_OfAPictureOfAsManyBytesAsAllowed_IsAnswered()
    {
        var jpeg = ByteString.CopyFrom([.. OddPicture("trailing.jpg"), .. new byte[MaxBytes - 4096]]);

        var response = await ClassifyAsync(new Image { Data = jpeg });

        Assert.Equal(3, response.Letters.Count);
    }

    [Theory]
    [InlineData(MaxBytes + 1, StatusCode.InvalidArgument, "image.data: 33554433 bytes are not allowed")]
    [InlineData(MaxBytes + 1024 * 1024, StatusCode.ResourceExhausted, "exceeds the maximum configured message size")]
    public async Task Classify_OfMoreBytesThanAllowed_IsRefused(int bytes, StatusCode status, string expected)
    {
        var error = await Assert.ThrowsAsync<RpcException>(
            () => ClassifyAsync(new Image { Data = UnsafeByteOperations.UnsafeWrap(new byte[bytes]) }));

        Assert.Equal(status, error.StatusCode);
        Assert.Contains(expected, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classify_OfFlawedPictures_CountsThemAndTellsOnce()
    {
        using var measured = new MeasurementRecorder(VisionInferenceMetrics.SourceName);
        for (var i = 0; i < 3; i++)
            await ClassifyAsync(new Image { Data = ByteString.CopyFrom(OddPicture("scan-selection-0.jpg")) });

        Assert.Contains("kws.vision.pictures.flawed",
            measured.Of(_host.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()));
        var told = Assert.Single(_host.Logs.Lines, line => line.Event.Name == "PicturesFlawed");
        Assert.Equal("1 picture(s) were read in spite of a flaw since this was last told; the latest: odd spectral "
            + "selection", told.Message);
    }

    // A camera's link that is bad for a second must not end the session, nor a folder with ten files that are none.
    [Fact]
    public async Task Read_OfTenUnreadablePicturesInARow_GoesOn()
    {
        await using var host = await VisionHost.StartAsync();
        using var camera = await Camera.OpenAsync(host, new ReadConfig { DeviceId = "d", WantObserved = true });
        var cut = new Image { Data = ByteString.CopyFrom(OddPicture("trailing.jpg")[..250]) };
        for (var i = 0; i < 20; i++)
            await camera.ShowAsync(cut);
        await camera.ShowAsync(Camera.ImageOf('A'));

        var responses = await camera.FinishAsync();

        Assert.Equal(20, responses.Count(response => response.Observed?.Error.Length > 0));
        Assert.Single(responses, response => response.Observed?.Confident == true);
    }

    private static byte[] OddPicture(string name) =>
        File.ReadAllBytes(Repository.PathOf("training", "tests", "golden", "odd-pictures", name));

    private Task<ClassifyResponse> ClassifyAsync(Image image) =>
        _host.Client.ClassifyAsync(new ClassifyRequest { Image = image }).ResponseAsync.WithTimeout();
}
