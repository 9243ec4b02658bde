using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.Vision.V1;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>
/// A device that shows letters as the tiny model's colours, 25 frames a second by its own clock. In a text '-' is a
/// picture without a letter and '?' one between letters.
/// </summary>
internal sealed class Camera : IDisposable
{
    public const int FramesPerLetter = 12;

    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(40);

    private readonly AsyncDuplexStreamingCall<ReadRequest, ReadResponse> _call;
    private TimeSpan _now;

    private Camera(AsyncDuplexStreamingCall<ReadRequest, ReadResponse> call) => _call = call;

    public IAsyncStreamReader<ReadResponse> Responses => _call.ResponseStream;

    public static async Task<Camera> OpenAsync(
        VisionHost host,
        ReadConfig? config = null,
        CancellationToken cancellationToken = default,
        DateTime? deadline = null)
    {
        var camera = new Camera(host.Client.Read(deadline: deadline, cancellationToken: cancellationToken));
        await camera.SendAsync(new ReadRequest { Config = config ?? new ReadConfig { DeviceId = "camera-1" } });
        return camera;
    }

    public Task SendAsync(ReadRequest request) => _call.RequestStream.WriteAsync(request).WithTimeout();

    /// <summary>Shows each sign for some frames.</summary>
    public async Task ShowAsync(string signs, int framesEach = FramesPerLetter)
    {
        foreach (var sign in signs)
            for (var frame = 0; frame < framesEach; frame++)
                await ShowAsync(ImageOf(sign));
    }

    /// <summary>Shows one picture for one frame.</summary>
    public async Task ShowAsync(Image image)
    {
        _now += FrameTime;
        await SendAsync(
            new ReadRequest { Frame = new Frame { Image = image, Captured = Duration.FromTimeSpan(_now) } });
    }

    /// <summary>Lets the device's clock go on without frames.</summary>
    public void Pass(TimeSpan time) => _now += time;

    public Task CompleteAsync() => _call.RequestStream.CompleteAsync().WithTimeout();

    /// <summary>Closes the device's side and takes all responses.</summary>
    public async Task<List<ReadResponse>> FinishAsync()
    {
        await CompleteAsync();
        return await ReadAllAsync();
    }

    public async Task<List<ReadResponse>> ReadAllAsync()
    {
        var all = new List<ReadResponse>();
        while (await _call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout())
            all.Add(_call.ResponseStream.Current);
        return all;
    }

    public static Image ImageOf(char sign)
    {
        (byte Red, byte Green, byte Blue) colour = sign switch
        {
            '-' => TinySignModel.ColourOf("nothing"),
            '?' => ((byte)64, (byte)64, (byte)64),
            _ => TinySignModel.ColourOf(sign.ToString()),
        };
        return new Image { Encoding = ImageEncoding.Png, Data = ByteString.CopyFrom(PngWriter.Plain(colour)) };
    }

    /// <summary>Fails unless the call ends with this status.</summary>
    public async Task<RpcException> AssertEndsAsync(StatusCode expected)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => ReadAllAsync());
        Assert.True(error.StatusCode == expected, error.Status.ToString());
        return error;
    }

    public void Dispose() => _call.Dispose();
}
