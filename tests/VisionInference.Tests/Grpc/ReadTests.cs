using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kws.Vision.V1;
using Kws.VisionInference.Streaming;
using Microsoft.Extensions.DependencyInjection;
using static Kws.VisionInference.Tests.Grpc.WhatWasRead;
using SpokenPart = Kws.Vision.V1.Speech;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>Read as a device sees it.</summary>
public sealed class ReadTests(SharedVision shared) : IClassFixture<SharedVision>, IDisposable
{
    private readonly VisionHost _host = shared.Host;

    public void Dispose() => _host.Logs.AssertNoErrors();

    [Fact]
    public async Task Read_OfHello_GivesItsLettersOnceEachAndTheWord()
    {
        using var camera = await Camera.OpenAsync(_host);
        await camera.ShowAsync("H?E?L-L?O");
        var responses = await camera.FinishAsync();
        Assert.Equal(ReadResponse.BodyOneofCase.Started, responses[0].BodyCase);
        Assert.Equal(("tiny", "1.0.0"), (responses[0].Started.ModelName, responses[0].Started.ModelVersion));
        Assert.Equal("HELLO", LettersIn(responses));
        var word = Assert.Single(WordsIn(responses));
        Assert.Equal(("HELLO", "HELLO"), (word.Spelled, word.Proposed));
        Letter[] letters =
            [.. responses.Where(r => r.BodyCase == ReadResponse.BodyOneofCase.Letter).Select(r => r.Letter)];
        Assert.Equal(letters.Length, letters.Select(letter => letter.Id).Distinct().Count());
        Assert.All(letters, letter =>
            Assert.True(letter.Confidence > 0.5f && letter.Committed.ToTimeSpan() > letter.FirstCaptured.ToTimeSpan()));
        Assert.Equal(letters[0].FirstCaptured, word.FirstCaptured);
        Assert.Equal(letters[^1].Committed, word.LastCaptured);
        Assert.DoesNotContain(responses, r =>
            r.BodyCase is ReadResponse.BodyOneofCase.Observed or ReadResponse.BodyOneofCase.Speech);
    }

    [Fact]
    public async Task Read_OfTwoWordsWithAPause_GivesBoth()
    {
        using var camera = await Camera.OpenAsync(_host);
        await camera.ShowAsync("HI");
        await camera.ShowAsync("-", framesEach: 45);
        await camera.ShowAsync("YES");
        Assert.Equal(["HI", "YES"], WordsIn(await camera.FinishAsync()).Select(word => word.Spelled));
    }

    [Fact]
    public async Task Read_WhenTheDevicesClockJumps_EndsTheWord()
    {
        using var camera = await Camera.OpenAsync(_host);
        await camera.ShowAsync("ON");
        camera.Pass(TimeSpan.FromSeconds(2));
        await camera.ShowAsync("NO");
        Assert.Equal(["ON", "NO"], WordsIn(await camera.FinishAsync()).Select(word => word.Spelled));
    }

    [Fact]
    public async Task Read_WhenNoFramesCome_EndsTheWordByTheServersClock()
    {
        using var camera = await Camera.OpenAsync(_host,
            new ReadConfig { DeviceId = "d", WordPause = Duration.FromTimeSpan(TimeSpan.FromSeconds(0.3)) });
        await camera.ShowAsync("I");
        do
        {
            Assert.True(await camera.Responses.MoveNext(CancellationToken.None).WithTimeout());
        }
        while (camera.Responses.Current.BodyCase != ReadResponse.BodyOneofCase.Word);
        Assert.Equal("I", camera.Responses.Current.Word.Spelled);
    }

    [Fact]
    public async Task Read_OfAMisreadWord_ProposesTheLikeliest()
    {
        using var camera = await Camera.OpenAsync(_host);
        await camera.ShowAsync("THAMK");
        var word = Assert.Single(WordsIn(await camera.FinishAsync()));
        Assert.Equal(("THAMK", "THANK"), (word.Spelled, word.Proposed));
    }

    [Fact]
    public async Task Read_ThatSpeaksWords_ReturnsTheSpeechOfTheProposedWord()
    {
        var config = new ReadConfig { DeviceId = "say", Speak = SpeakMode.Words, Voice = "en-gb" };
        using var camera = await Camera.OpenAsync(_host, config);
        await camera.ShowAsync("HEL-LO");
        var responses = await camera.FinishAsync();
        var id = Assert.Single(WordsIn(responses)).Id;
        Assert.Equal("hello", Spoken(responses, id));
        Assert.Equal(22_050, responses.First(r => r.BodyCase == ReadResponse.BodyOneofCase.Speech).Speech.SampleRateHz);
        var requests = _host.Services.GetRequiredService<MadeSpeech>().Requests;
        Assert.False(Assert.Single(requests, request => request.Voice == "en-gb").Spell);
        SignReading[] readings = [.. _host.Services.GetRequiredService<RecordedReadings>().All
            .Where(reading => reading.DeviceId == "say")];
        Assert.Equal(["H", "E", "L", "L", "O", "HELLO"], readings.Select(reading => reading.Proposed));
        Assert.Equal((id, true), (readings[^1].Id, readings[^1].IsWord));
    }

    [Fact]
    public async Task Read_ThatSpeaksLetters_ReturnsTheSpeechOfEach()
    {
        using var camera = await Camera.OpenAsync(_host, new ReadConfig { DeviceId = "d", Speak = SpeakMode.Letters });
        await camera.ShowAsync("HI");
        var responses = await camera.FinishAsync();
        string[] ids =
            [.. responses.Where(r => r.BodyCase == ReadResponse.BodyOneofCase.Letter).Select(r => r.Letter.Id)];
        Assert.Equal(["H", "I"], ids.Select(id => Spoken(responses, id)));
    }

    [Theory]
    [InlineData("refused", "InvalidArgument")]
    [InlineData("mute", "longer than 3 s")]
    public async Task Read_WhenTheSpeechFails_SaysSoAndGoesOn(string voice, string reason)
    {
        using var camera =
            await Camera.OpenAsync(_host, new ReadConfig { DeviceId = "d", Speak = SpeakMode.Words, Voice = voice });
        await camera.ShowAsync("HI");
        var responses = await camera.FinishAsync();
        var speech = Assert.Single(responses, r => r.BodyCase == ReadResponse.BodyOneofCase.Speech).Speech;
        Assert.True(speech.Last);
        Assert.Contains(reason, speech.Error, StringComparison.Ordinal);
        Assert.Equal("HI", LettersIn(responses));
    }

    [Fact]
    public async Task Read_ThatWantsObserved_AnswersEveryFrame()
    {
        using var camera = await Camera.OpenAsync(_host, new ReadConfig { DeviceId = "d", WantObserved = true });
        await camera.ShowAsync("A?-B", framesEach: 2);
        await camera.ShowAsync(new Image { Data = ByteString.CopyFromUtf8("no picture") });
        Observed[] observed = [.. (await camera.FinishAsync())
            .Where(r => r.BodyCase == ReadResponse.BodyOneofCase.Observed).Select(r => r.Observed)];
        Assert.Equal(Enumerable.Range(0, 9).Select(i => (long)i), observed.Select(o => o.FrameIndex));
        Assert.Equal([true, true, false, false, false, false, true, true, false], observed.Select(o => o.Confident));
        Assert.Equal(["A", "A", "", "", "", "", "B", "B", ""],
            observed.Select(o => o.Letters.FirstOrDefault()?.Letter ?? ""));
        Assert.All(observed, o => Assert.InRange(o.Letters.Count, 0, 3));
        Assert.Contains("allowed: a JPEG or PNG", observed[8].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OfMirroredAndTurnedFrames_SeesThePartAskedFor()
    {
        var config = new ReadConfig
        {
            DeviceId = "d",
            Mirror = true,
            RotateDegrees = 90,
            WantObserved = true,
            Region = new Region { Left = 0.5f, Top = 0, Right = 1, Bottom = 0.5f }
        };
        using var camera = await Camera.OpenAsync(_host, config);
        // Quadrants A B / C D; mirrored B A / D C; turned clockwise D B / C A: the upper right is B.
        await camera.ShowAsync(Quadrants("A", "B", "C", "D"));
        var observed = (await camera.FinishAsync())
            .Single(r => r.BodyCase == ReadResponse.BodyOneofCase.Observed).Observed;
        Assert.Equal("B", observed.Letters[0].Letter);
    }

    [Fact]
    public async Task Read_FromManyCameras_ReadsEach()
    {
        string[] texts =
            [.. Enumerable.Range(0, 24).Select(i =>
                $"{TinySignModel.Labels[i]}{TinySignModel.Labels[(i + 7) % 24]}{TinySignModel.Labels[(i + 13) % 24]}")];
        var read = await Task.WhenAll(texts.Select(async text =>
        {
            using var camera = await Camera.OpenAsync(_host, new ReadConfig { DeviceId = $"camera-{text}" });
            await camera.ShowAsync(text);
            return LettersIn(await camera.FinishAsync());
        })).WithTimeout(TimeSpan.FromSeconds(60));
        Assert.Equal(texts, read);
    }

    private static Image Quadrants(params string[] labels)
    {
        var pixels = new byte[32 * 32 * 3];
        for (var place = 0; place < 32 * 32; place++)
        {
            (var red, var green, var blue) = TinySignModel.ColourOf(labels[place / 32 / 16 * 2 + place % 32 / 16]);
            (pixels[place * 3], pixels[place * 3 + 1], pixels[place * 3 + 2]) = (blue, green, red);
        }
        return new Image
        {
            Encoding = ImageEncoding.Bgr,
            Data = ByteString.CopyFrom(pixels),
            WidthPixels = 32,
            HeightPixels = 32
        };
    }

    // The made speech is the text's own letters, each as one sample.
    private static string Spoken(IEnumerable<ReadResponse> responses, string id)
    {
        SpokenPart[] parts =
            [.. responses.Where(r => r.BodyCase == ReadResponse.BodyOneofCase.Speech && r.Speech.OfId == id)
                .Select(r => r.Speech)];
        Assert.True(parts[^1].Last && parts[..^1].All(part => !part.Last) && parts.All(part => part.Error.Length == 0));
        return string.Concat(parts.SelectMany(part => part.PcmS16Le.Chunk(2)).Select(sample => (char)sample[0]));
    }
}
