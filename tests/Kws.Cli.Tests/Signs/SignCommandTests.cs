using Kws.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Signs;
using Kws.Cli.Tests.Hosts;
using Kws.Vision.V1;

namespace Kws.Cli.Tests.Signs;

/// <summary><c>kws sign</c> against a scripted service of this process.</summary>
public sealed class SignCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedSigns _signs = new();
    private ScriptedHost? _host;

    public async Task InitializeAsync() => _host = await ScriptedHost.StartAsync(_signs);

    public async Task DisposeAsync()
    {
        await _host!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Classify_WithAView_SendsItWithEveryPicture()
    {
        WriteFrames("A");

        var run = await RunAsync(
            "classify", "--mirror", "--rotate", "90", "--region", "0.25,0,0.75,1", "--top", "1", "--json");

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Equal((true, 90, 1), (_signs.Request!.Mirror, _signs.Request.RotateDegrees, _signs.Request.Top));
        Assert.Equal(new Region { Left = 0.25f, Top = 0, Right = 0.75f, Bottom = 1 }, _signs.Request.Region);
        Assert.Equal("[{\"letter\":\"A\",\"posterior\":0.875}]",
            Assert.Single(run.JsonLines).GetProperty("letters").GetRawText());
    }

    [Fact]
    public async Task Classify_ForPeople_IsATableThatSaysWhatIsNotSure()
    {
        WriteFrames("AZ!");

        var run = await RunAsync("classify");

        Assert.Matches(@"│ frame1\.jpg │ A       │     0\.875 │ yes  │ Q 0\.125 │              3\.5 │", run.Out);
        Assert.Matches(@"│ frame2\.jpg │ Z       │     0\.875 │ no   │", run.Out);
        Assert.Matches(@"│ frame3\.jpg │ refused │", run.Out);
        Assert.Equal((ExitCode.BadInput, $"kws: {_folder["frame3.jpg"]}: image.data: no picture\n"),
            (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("1,2")]
    [InlineData("0,0,1,x")]
    [InlineData("0,0,1,1,1")]
    public async Task Classify_RegionOfOtherThanFourNumbers_IsBadInput(string region)
    {
        WriteFrames("A");

        var run = await RunAsync("classify", "--region", region);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains($"--region: '{region}' is not allowed; it must be four numbers", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ForPeople_PrintsLettersWordsAndWhatWasNotRead()
    {
        WriteFrames("AA-B!");
        _signs.Proposed = "ABC";

        var run = await RunAsync("read", "--observed", "--fps", "4");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("frame     0  A 0.88  Q 0.13\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("frame     2  not sure\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("letter A  0.88  at 0.00 s\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("word   AB  (likely ABC)  from 0.00 s to 1.00 s\n", run.Out, StringComparison.Ordinal);
        Assert.Equal("reading with model scripted 1.2.3\nkws: frame 4: no picture\n", run.Error);
    }

    [Fact]
    public async Task Read_AsJson_IsALineAnEvent()
    {
        WriteFrames("A!");

        var run = await RunAsync("read", "--observed", "--json", "--fps", "2");

        Assert.Equal(["started", "observed", "letter", "observed", "word"],
            run.JsonLines.Select(line => line.GetProperty("event").GetString()));
        const string Letter = """
            {"event":"letter","id":"l0","letter":"A","confidence":0.875,"first_captured_s":0,"committed_s":0.25}
            """;
        Assert.Equal(Letter, run.JsonLines[2].GetRawText());
        const string Refused = """
            {"event":"observed","frame_index":1,"confident":false,"letters":[],"error":"no picture"}
            """;
        Assert.Equal(Refused, run.JsonLines[3].GetRawText());
        Assert.Equal(0.5, run.JsonLines[4].GetProperty("last_captured_s").GetDouble());
    }

    [Fact]
    public async Task Read_OfMotion_MarksWhatIsExperimental()
    {
        WriteFrames("IJ");

        var text = await RunAsync("read", "--motion-letters", "--fps", "4");
        var json = await RunAsync("read", "--motion-letters", "--json", "--fps", "4");

        Assert.Contains("letter I  0.88  at 0.00 s\n", text.Out, StringComparison.Ordinal);
        Assert.Contains("letter J  0.88  at 0.25 s  (from motion, experimental)\n", text.Out, StringComparison.Ordinal);
        Assert.False(json.JsonLines[1].TryGetProperty("experimental", out _));
        Assert.True(json.JsonLines[2].GetProperty("experimental").GetBoolean());
        Assert.Equal("l0", json.JsonLines[2].GetProperty("replaces").GetString());
    }

    [Fact]
    public async Task Read_WithOptions_SendsThemToTheServer()
    {
        WriteFrames("A");

        await RunAsync("read", "--device", "d1", "--letters", "--voice", "de", "--word-pause", "0.5", "--mirror",
            "--speak", _folder["out.wav"]);

        var config = _signs.Config!;
        Assert.Equal(("d1", SpeakMode.Letters, "de", true),
            (config.DeviceId, config.Speak, config.Voice, config.Mirror));
        Assert.Equal(TimeSpan.FromSeconds(0.5), config.WordPause.ToTimeSpan());
    }

    [Fact]
    public async Task Read_WithoutSpeak_AsksForNoSpeech()
    {
        WriteFrames("A");

        await RunAsync("read");

        Assert.Equal(SpeakMode.Unspecified, _signs.Config!.Speak);
        Assert.Null(_signs.Config.WordPause);
    }

    [Fact]
    public async Task Read_WithSpeak_WritesTheSpeechAndSaysHowMuch()
    {
        WriteFrames("AB");

        var run = await RunAsync("read", "--speak", _folder["out.wav"]);

        var speech = WavReader.Read(await File.ReadAllBytesAsync(_folder["out.wav"]));
        Assert.Equal((ScriptedSigns.SpeechRateHz, 3200), (speech.SampleRateHz, speech.Mono.Length));
        Assert.EndsWith($"0.20 s of speech in {_folder["out.wav"]}\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NotSpoken_SaysWhyAndWritesAnEmptyFile()
    {
        WriteFrames("A");
        _signs.SpeechError = "Tts is away";

        var run = await RunAsync("read", "--speak", _folder["out.wav"]);

        Assert.Contains("kws: not spoken: Tts is away\n", run.Error, StringComparison.Ordinal);
        Assert.Empty(WavReader.Read(await File.ReadAllBytesAsync(_folder["out.wav"])).Mono);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_MotionJpeg_IsCutIntoItsFrames(bool fromStandardInput)
    {
        byte[] stream = [.. "AABC".SelectMany(ScriptedSigns.PictureOf)];
        await File.WriteAllBytesAsync(_folder["camera.mjpeg"], stream);

        var run = await KwsRun.WithAsync(
            ["sign", "read", fromStandardInput ? "-" : _folder["camera.mjpeg"], "--json", "--vision-server",
                _host!.Address], stream).WithTimeout();

        Assert.Equal(4, _signs.Captured.Count);
        Assert.Equal("ABC", run.JsonLines[^1].GetProperty("spelled").GetString());
    }

    [Fact]
    public async Task Read_OfAStreamWithCutFrames_ReadsTheOthersAtTheirTimesAndSaysHowManyWereCut()
    {
        var cut = ScriptedSigns.PictureOf('X')[..7];
        byte[] stream = [.. ScriptedSigns.PictureOf('A'), .. cut, .. ScriptedSigns.PictureOf('B'), .. cut, .. cut,
            .. ScriptedSigns.PictureOf('C')];

        var run = await ReadStreamAsync(stream, "--fps", "10");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal([0, 0.2, 0.5], _signs.Captured.Select(time => time.TotalSeconds));
        Assert.Contains("kws: standard input: 3 of 6 frames had no end and were left out\n", run.Error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no picture here", "'15 bytes without a JPEG' is not allowed")]
    [InlineData("", "'0 bytes without a JPEG' is not allowed")]
    [InlineData("\u00FF\u00D8\u00FF\u00FE\0\u0003A", "'1 JPEG(s) without an end' is not allowed")]
    public async Task Read_OfAStreamWithoutAWholeJpeg_IsBadInput(string stream, string expected)
    {
        var run = await ReadStreamAsync(System.Text.Encoding.Latin1.GetBytes(stream));

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains($"standard input: {expected}; it must be MJPEG", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("camera.jpg")]
    [InlineData("camera.avi")]
    public async Task Read_OfAMotionJpegUnderAnotherName_IsReadToItsEnd(string name)
    {
        await File.WriteAllBytesAsync(_folder[name], [.. "ABC".SelectMany(ScriptedSigns.PictureOf)]);

        var run = await KwsRun.WithAsync("sign", "read", _folder[name], "--vision-server", _host!.Address)
            .WithTimeout();

        Assert.Equal((ExitCode.Success, 3), (run.ExitCode, _signs.Captured.Count));
    }

    [Fact]
    public async Task Read_OfAPipeGivenAsAPath_IsReadToItsEnd()
    {
        await using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        var path = $"/dev/fd/{pipe.GetClientHandleAsString()}";
        var reading = KwsRun.WithAsync("sign", "read", path, "--vision-server", _host!.Address);
        await pipe.WriteAsync("ABC".SelectMany(ScriptedSigns.PictureOf).ToArray()).AsTask().WithTimeout();
        pipe.DisposeLocalCopyOfClientHandle();
        await pipe.DisposeAsync();

        var run = await reading.WithTimeout();

        Assert.Equal((ExitCode.Success, 3), (run.ExitCode, _signs.Captured.Count));
    }

    [Fact]
    public async Task Read_OfAFolderWithManyFilesThatAreNoPictures_ReadsTheOthersAndNamesThem()
    {
        for (var i = 0; i < 12; i++)
        {
            await File.WriteAllTextAsync(_folder[$"._frame{i}.jpg"], "Mac OS X");
            await File.WriteAllTextAsync(_folder[$"a{i}.jpg"], "no picture");
        }
        await File.WriteAllBytesAsync(_folder["frame1.JPG"], ScriptedSigns.PictureOf('A'));
        await File.WriteAllBytesAsync(_folder["frame2.jfif"], ScriptedSigns.PictureOf('B'));

        var run = await RunAsync("read", "--fps", "10");

        Assert.Equal((ExitCode.Success, 2), (run.ExitCode, _signs.Captured.Count));
        Assert.Contains($"kws: {_folder["a11.jpg"]}: picture: 'a file that begins with 6E6F2070' is not allowed; "
            + "it must be a JPEG or PNG\n", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("._", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classify_WithAPictureThatIsTooLarge_NamesItAndAnswersTheOthers()
    {
        WriteFrames("AB");
        await File.WriteAllBytesAsync(_folder["phone.jpg"],
            [.. ScriptedSigns.PictureOf('C'), .. new byte[5 * 1024 * 1024]]);
        await using (var huge = File.Create(_folder["scan.png"]))
            huge.SetLength(PictureFile.MostBytes + 1);

        var run = await RunAsync("classify", "--json");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Equal([true, true, false, false], run.JsonLines.Select(line => line.TryGetProperty("letter", out _)));
        Assert.Contains($"kws: {_folder["phone.jpg"]}: Received message exceeds", run.Error, StringComparison.Ordinal);
        Assert.Contains($"kws: {_folder["scan.png"]}: picture: 'a file of 33554433 bytes' is not allowed", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_WithSpeak_ShowsWhatWasReadAndSpoken()
    {
        WriteLetters("HI");

        var run = await DemoAsync("--words", "hi", "--speak", _folder["out.wav"]);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Matches(@"│  0\.00 │ H +│ H +│ +0\.88 │ +0\.25 │ right │", run.Out);
        Assert.Matches(@"│  1\.67 │ I +│ I +│", run.Out);
        Assert.Contains("HI was read as HI; spoken in 0.20 s of speech\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_ReadAsAnotherWord_FailsAndShowsBoth()
    {
        WriteLetters("HI");
        await File.WriteAllBytesAsync(_folder["I", "1.jpg"], ScriptedSigns.PictureOf('J'));
        _signs.Proposed = "HI";
        _signs.SpeechError = "Tts is away";

        var run = await DemoAsync("--words", "HI");

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("wrong letter", run.Out, StringComparison.Ordinal);
        Assert.Contains("HI was read as HJ, likely HI; not spoken: Tts is away\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_AsJson_IsALineAWord()
    {
        WriteLetters("HI");

        var run = await DemoAsync("--words", "I,HI", "--json");

        Assert.Equal(["I", "HI"], run.JsonLines.Select(line => line.GetProperty("signed").GetString()));
        var letter = run.JsonLines[1].GetProperty("letters")[1];
        Assert.Equal(("I", "I"), (letter.GetProperty("signed").GetString(), letter.GetProperty("read").GetString()));
        Assert.Equal(25 / 15.0, letter.GetProperty("signed_at_s").GetDouble(), 3);
    }

    [Fact]
    public async Task Demo_LetterWithoutPictures_IsBadInputSayingWhichThereAre()
    {
        WriteLetters("HI");

        var run = await DemoAsync("--words", "HO");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("--words: 'O' is not allowed; there are pictures of HI only", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_FolderWithoutLetters_IsBadInput()
    {
        Directory.CreateDirectory(_folder["hands"]);

        var run = await DemoAsync("--words", "HI");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("it must hold folders named A to Y", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_WithoutPicturesOnThisMachine_SaysSoAndSucceeds()
    {
        var run = await KwsRun.InAsync(
            context => context with { Variable = name => name == "KWS_DATA" ? _folder["nowhere"] : null }, "sign",
            "demo").WithTimeout();

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.StartsWith($"no pictures to show: there is no {_folder["nowhere", "signs", "validation", "keptsecret"]}",
            run.Out, StringComparison.Ordinal);
    }

    private void WriteFrames(string letters)
    {
        for (var frame = 0; frame < letters.Length; frame++)
            File.WriteAllBytes(_folder[$"frame{frame + 1}.jpg"], ScriptedSigns.PictureOf(letters[frame]));
    }

    private void WriteLetters(string letters)
    {
        foreach (var letter in letters)
        {
            Directory.CreateDirectory(_folder[letter.ToString()]);
            File.WriteAllBytes(_folder[letter.ToString(), "1.jpg"], ScriptedSigns.PictureOf(letter));
        }
    }

    private Task<KwsRun> RunAsync(string command, params string[] options) =>
        KwsRun.WithAsync(["sign", command, _folder.Path, "--vision-server", _host!.Address, .. options]).WithTimeout();

    private Task<KwsRun> ReadStreamAsync(byte[] stream, params string[] options) => KwsRun.WithAsync(
        ["sign", "read", "-", "--vision-server", _host!.Address, .. options], stream).WithTimeout();

    private Task<KwsRun> DemoAsync(params string[] options) =>
        KwsRun.WithAsync(["sign", "demo", "--pictures", _folder.Path, "--fast", "--vision-server", _host!.Address,
            .. options]).WithTimeout();
}
