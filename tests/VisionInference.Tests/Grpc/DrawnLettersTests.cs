using Google.Protobuf;
using Kws.Vision.V1;
using static Kws.VisionInference.Tests.Grpc.WhatWasRead;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>J and Z from made hands that move before a wall (the trainer's <c>motion-sequences</c>), with the shipped
/// model.</summary>
public sealed class DrawnLettersTests
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromSeconds(1.0 / 15);

    [Theory]
    [InlineData("drawn-j.mjpeg", "J")]
    [InlineData("drawn-z.mjpeg", "Z")]
    public async Task Read_OfAHandThatDraws_GivesTheLetterAlone(string file, string letter)
    {
        var read = await ReadAsync(file, readsMotion: true);

        var letters = read.Where(r => r.BodyCase == ReadResponse.BodyOneofCase.Letter).Select(r => r.Letter).ToList();
        var drawn = Assert.Single(letters, l => l.Experimental);
        Assert.Equal(letter, drawn.Letter_);
        // The shape may have been read before it moved; then it counts no more.
        Assert.All(letters.Where(l => !l.Experimental), l => Assert.Equal(l.Id, drawn.Replaces));
        Assert.Equal(letter, Assert.Single(WordsIn(read)).Spelled);
    }

    [Theory]
    [InlineData("drawn-j.mjpeg", "I")]
    [InlineData("drawn-z.mjpeg", "D")]
    public async Task Read_NotAskedForMotion_GivesTheShape(string file, string shape)
    {
        var read = await ReadAsync(file, readsMotion: false);

        Assert.Equal(shape, LettersIn(read));
        Assert.All(read.Where(r => r.BodyCase == ReadResponse.BodyOneofCase.Letter),
            r => Assert.False(r.Letter.Experimental));
    }

    [Fact]
    public async Task Read_ModelTellsNoHands_ReadsLettersAsBefore()
    {
        await using var host = await VisionHost.StartAsync();
        using var camera = await Camera.OpenAsync(host, new ReadConfig { DeviceId = "d", MotionLetters = true });
        await camera.ShowAsync("H-E");

        Assert.Equal("HE", LettersIn(await camera.FinishAsync()));
    }

    private static async Task<List<ReadResponse>> ReadAsync(string file, bool readsMotion)
    {
        await using var host = await VisionHost.StartAsync(
            settings: [("Models:Root", Repository.PathOf("models")), ("Models:Sign", "small")]);
        using var camera = await Camera.OpenAsync(host, new ReadConfig { DeviceId = "d", MotionLetters = readsMotion });
        var path = Path.Combine(Repository.PathOf("tests/VisionInference.Tests/Pictures"), file);
        foreach (var frame in MotionJpeg.FramesOf(path))
        {
            await camera.ShowAsync(new Image { Data = ByteString.CopyFrom(frame) });
            camera.Pass(FrameTime - TimeSpan.FromMilliseconds(40));
        }
        return await camera.FinishAsync();
    }
}
