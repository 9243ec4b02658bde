using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Net.Client;
using Kws.Gateway.Tests.Hosts;
using Kws.TestSupport.Pictures;
using Kws.Vision.V1;

namespace Kws.Gateway.Tests.Sockets;

[Collection(nameof(MeshBehind))]
public sealed class SignSocketTests(MeshBehind mesh)
{
    private const string Path = "/v1/signs/read";
    private const long DrawnFrameUs = 66_667;
    private const int HeldFrames = 12;
    private const long FrameUs = 40_000;
    private const int Candidates = 12;

    [Fact]
    public async Task Frames_OfAHandThatDraws_GiveTheLetterInPlaceOfItsBeginning()
    {
        await mesh.VisionInferenceAsync();
        await using var gateway = await StartAsync();
        using var socket = await SocketClient.OpenAsync(gateway, Path);
        await socket.SendTextAsync("""{"device_id":"camera","motion_letters":true}""");

        var read = ReadAsync(socket);
        var capturedUs = 0L;
        foreach (var frame in MotionJpeg.FramesOf(
            Repository.PathOf("tests/VisionInference.Tests/Pictures/drawn-z.mjpeg")))
            await socket.SendAsync(Frame(capturedUs += DrawnFrameUs, frame));
        await socket.SendTextAsync("""{"type":"end"}""");
        var (told, _) = await read;

        var letters = Of(told, "letter");
        Assert.Equal(["D", "Z"], letters.Select(letter => (string?)letter["letter"]));
        Assert.Null(letters[0]["experimental"]);
        Assert.Null(letters[0]["replaces"]);
        Assert.True((bool)letters[1]["experimental"]!);
        Assert.Equal((string?)letters[0]["id"], (string?)letters[1]["replaces"]);
        Assert.Equal("Z", (string?)Assert.Single(Of(told, "word"))["spelled"]);
    }

    [SkippableFact]
    public async Task Photos_OfAWord_AreReadAndSpoken()
    {
        var photos = RealData.Require("signs", "validation", "keptsecret");
        var vision = await mesh.VisionInferenceAsync();
        await using var gateway = await StartAsync();
        using var straight = GrpcChannel.ForAddress(vision.Address);
        var wall = PngWriter.Plain((140, 140, 140), 64);
        using var socket = await SocketClient.OpenAsync(gateway, Path);
        await socket.SendTextAsync("""{"device_id":"camera","speak":"words","want_observed":true}""");

        var read = ReadAsync(socket);
        var capturedUs = 0L;
        foreach (var letter in "LOW")
        {
            var photo = await ClearestAsync(straight, System.IO.Path.Combine(photos, letter.ToString()));
            foreach (var picture in Enumerable.Repeat(photo, HeldFrames).Concat(Enumerable.Repeat(wall, HeldFrames)))
                await socket.SendAsync(Frame(capturedUs += FrameUs, picture));
        }
        await socket.SendTextAsync("""{"type":"end"}""");
        var (told, speechBytes) = await read;

        Assert.Equal("started", SocketClient.Type(told[0]));
        Assert.Equal("LOW", string.Concat(Of(told, "letter").Select(letter => (string?)letter["letter"])));
        var word = Assert.Single(Of(told, "word"));
        Assert.Equal("LOW", (string?)word["spelled"]);
        Assert.InRange((long)word["last_captured_us"]!, 1, capturedUs);
        var observed = Of(told, "observed");
        Assert.Equal(capturedUs / FrameUs, observed.Count);
        // The hand of a photo that fills the frame; the wall has none.
        Assert.InRange((float)observed[0]["hand"]!["left"]!, 0, 0.5f);
        Assert.InRange((float)observed[0]["hand"]!["right"]!, 0.5f, 1);
        Assert.InRange((float)observed[0]["hand"]!["top"]!, 0, 0.6f);
        Assert.InRange((float)observed[0]["hand"]!["bottom"]!, 0.4f, 1);
        Assert.Null(observed[^1]["hand"]);
        Assert.All(Of(told, "speech"), speech => Assert.Equal((string?)word["id"], (string?)speech["of_id"]));
        Assert.True((bool)Of(told, "speech")[^1]["last"]!);
        Assert.Equal(speechBytes, Of(told, "speech").Sum(speech => (int)speech["bytes"]!));
        Assert.True(speechBytes > 10_000, $"{speechBytes} bytes of speech");
        Assert.Equal((int)WebSocketCloseStatus.NormalClosure, socket.CloseCode);
    }

    [SkippableTheory]
    [InlineData("""{"device_id":"a","speak":"loudly"}""", "speak")]
    [InlineData("""{"device_id":"a","region":{"left":0,"top":0,"right":1}}""", "region.bottom")]
    [InlineData("""{"device_id":"a","region":{"left":0,"top":0,"right":1,"bottom":2}}""", "region.bottom")]
    [InlineData("""{"device_id":"a","rotate_degrees":45}""", "rotate_degrees")]
    [InlineData("""{"device_id":"a","word_pause_seconds":1e30}""", "word_pause")]
    [InlineData("""{"device_id":"a","mirror":1}""", "mirror")]
    [InlineData("""{"device_id":"a","frames":1}""", "frames")]
    public async Task Config_ThatIsNotAllowed_IsToldByItsField(string config, string named)
    {
        await using var gateway = await StartAsync();
        using var socket = await SocketClient.OpenAsync(gateway, Path);

        await socket.SendTextAsync(config);
        var error = Assert.Single(await socket.ReceiveAllAsync());

        Assert.Equal("INVALID_ARGUMENT", (string?)error["status"]);
        Assert.Contains(named, (string?)error["detail"], StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(8, 0, "frame")]
    [InlineData(9, -1, "capture_time")]
    [InlineData(9, long.MaxValue, "capture_time")]
    public async Task Frame_ThatIsNone_IsRefused(int bytes, long capturedUs, string named)
    {
        await using var gateway = await StartAsync();
        using var socket = await SocketClient.OpenAsync(gateway, Path);
        await socket.SendTextAsync("""{"device_id":"camera"}""");

        await socket.SendAsync(Frame(capturedUs, new byte[bytes - sizeof(long)]));
        var error = (await socket.ReceiveAllAsync("error")).Single();

        Assert.Contains(named, (string?)error["detail"], StringComparison.Ordinal);
    }

    private static byte[] Frame(long capturedUs, byte[] picture)
    {
        var frame = new byte[sizeof(long) + picture.Length];
        BinaryPrimitives.WriteInt64LittleEndian(frame, capturedUs);
        picture.CopyTo(frame, sizeof(long));
        return frame;
    }

    private static List<JsonObject> Of(IEnumerable<JsonObject> told, string type) =>
        [.. told.Where(message => SocketClient.Type(message) == type)];

    private static async Task<(List<JsonObject> Told, int SpeechBytes)> ReadAsync(SocketClient socket)
    {
        List<JsonObject> told = [];
        var speechBytes = 0;
        while (await socket.ReceiveAsync() is { } message)
        {
            told.Add(message);
            if (SocketClient.Type(message) != "speech" || (int)message["bytes"]! == 0)
                continue;
            var pcm = await socket.MessageAsync();
            Assert.Equal((int)message["bytes"]!, pcm!.Length);
            speechBytes += pcm.Length;
        }
        return (told, speechBytes);
    }

    // Photos of a set differ in how well the hand shows; a signer holds a letter until it is read.
    private static async Task<byte[]> ClearestAsync(GrpcChannel channel, string folder)
    {
        var client = new SignReader.SignReaderClient(channel);
        (byte[] Photo, float Posterior) best = ([], -1);
        foreach (var file in Directory.GetFiles(folder, "*.jpg").Order(StringComparer.Ordinal).Take(Candidates))
        {
            var photo = await File.ReadAllBytesAsync(file);
            var answer = await client.ClassifyAsync(new ClassifyRequest
            {
                Image = new Image { Data = ByteString.CopyFrom(photo) },
                Top = 25,
            }).ResponseAsync.WithTimeout();
            var posterior = answer.Letters
                .Single(letter => letter.Letter == System.IO.Path.GetFileName(folder)).Posterior;
            if (posterior > best.Posterior)
                best = (photo, posterior);
        }
        return best.Photo;
    }

    private async Task<GatewayHost> StartAsync() => await GatewayHost.StartAsync(
        MeshBehind.Setting("visioninference", (await mesh.VisionInferenceAsync()).Address));
}
