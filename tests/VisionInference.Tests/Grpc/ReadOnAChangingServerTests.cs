using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.Vision.V1;
using static Kws.VisionInference.Tests.Grpc.WhatWasRead;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>Read while models come or the server ends.</summary>
public sealed class ReadOnAChangingServerTests : IAsyncLifetime
{
    private VisionHost _host = null!;

    public async Task InitializeAsync() => _host = await VisionHost.StartAsync();

    public async Task DisposeAsync()
    {
        _host.Logs.AssertNoErrors();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("I", "I")]
    [InlineData("HI", "I")]
    public async Task Read_WhileANewModelComes_GoesOnAndReadsNoSignTwice(string shownAfter, string readAfter)
    {
        using var camera = await Camera.OpenAsync(_host);
        await camera.ShowAsync("H");
        await WaitForAsync(camera, r => r.Letter?.Letter_ == "H");
        _host.Publish("1.1.0");
        await WaitForModelAsync("1.1.0");
        await camera.ShowAsync(shownAfter);
        var responses = await camera.FinishAsync();
        Assert.Equal(readAfter, LettersIn(responses));
        Assert.Equal("HI", Assert.Single(WordsIn(responses)).Spelled);
    }

    [Fact]
    public async Task Read_WhileABadModelComes_KeepsTheOldOne()
    {
        _host.Logs.Expect(line => line.Event.Id == 1101);
        _host.Publish("2.0.0", manifest => manifest["labels"] = null);
        await Eventually.BeAsync(() => _host.Logs.Lines.Any(line => line.Event.Id == 1101), "the model is refused");
        using var camera = await Camera.OpenAsync(_host);
        await camera.ShowAsync("HI");
        var responses = await camera.FinishAsync();
        Assert.Equal("1.0.0", responses[0].Started.ModelVersion);
        Assert.Equal("HI", LettersIn(responses));
    }

    [Fact]
    public async Task Read_WhenTheServerDrains_FlushesTheWordAndEndsUnavailable()
    {
        using var camera = await Camera.OpenAsync(_host,
            new ReadConfig { DeviceId = "d", WordPause = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)) });
        await camera.ShowAsync("HI");
        await WaitForAsync(camera, r => r.BodyCase == ReadResponse.BodyOneofCase.Letter && r.Letter.Letter_ == "I");
        var stopping = _host.StopAsync();
        await WaitForAsync(camera, r => r.BodyCase == ReadResponse.BodyOneofCase.Word && r.Word.Spelled == "HI");
        var error = await Assert.ThrowsAsync<RpcException>(() => camera.ReadAllAsync());
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        await stopping.WithTimeout();
    }

    private static async Task WaitForAsync(Camera camera, Func<ReadResponse, bool> isWanted)
    {
        do
        {
            Assert.True(await camera.Responses.MoveNext(CancellationToken.None).WithTimeout());
        }
        while (!isWanted(camera.Responses.Current));
    }

    private Task WaitForModelAsync(string version) => Eventually.BeAsync(
        async () => (await _host.Client.DescribeModelAsync(new DescribeModelRequest())).Version == version,
        $"model {version} becomes active");
}
