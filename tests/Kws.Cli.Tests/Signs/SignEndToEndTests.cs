using System.Text.Json;
using Kws.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;
using Kws.TestSupport.Models;
using Kws.TestSupport.Pictures;

namespace Kws.Cli.Tests.Signs;

/// <summary><c>kws sign</c> against real VisionInference and Tts processes; letters are the tiny model's
/// colours.</summary>
public sealed class SignEndToEndTests(VisionProcess vision) : IClassFixture<VisionProcess>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Classify_OfAFolder_ListsEachPictureInOrder()
    {
        WriteFrames("AXA", framesEach: 5);
        var run = await KwsRun.WithAsync("sign", "classify", _folder.Path, "--json", "--vision-server", vision.Address);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var lines = Lines(run);
        Assert.Equal("AAAAAXXXXXAAAAA", string.Concat(lines.Select(line => line.GetProperty("letter").GetString())));
        Assert.All(lines, line => Assert.True(line.GetProperty("confident").GetBoolean()));

        var table = await KwsRun.WithAsync("sign", "classify", _folder.Path, "--vision-server", vision.Address);
        Assert.Contains("frame10.png", table.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classify_OfAFileThatIsNoPicture_SaysWhyAndGoesOn()
    {
        WriteFrames("B", framesEach: 1);
        File.WriteAllText(_folder["broken.jpg"], "no picture");
        var run = await KwsRun.WithAsync("sign", "classify", _folder.Path, "--vision-server", vision.Address);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("broken.jpg: picture: 'a file that begins with 6E6F2070", run.Error,
            StringComparison.Ordinal);
        Assert.Contains("frame1.png", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OfHello_PrintsLettersAndTheWordAndWritesItsSpeech()
    {
        WriteFrames("HEL-LO", framesEach: 12);
        var wav = _folder["hello.wav"];
        var run = await KwsRun.WithAsync("sign", "read", _folder.Path, "--fps", "25", "--speak", wav, "--json",
            "--vision-server", vision.Address);
        Assert.True(run.ExitCode == 0, run.Error);
        var lines = Lines(run);
        Assert.Equal("HELLO",
            string.Concat(Of(lines, "letter").Select(line => line.GetProperty("letter").GetString())));
        var word = Assert.Single(Of(lines, "word"));
        Assert.Equal(("HELLO", "HELLO"),
            (word.GetProperty("spelled").GetString(), word.GetProperty("proposed").GetString()));
        var speech = WavReader.Read(File.ReadAllBytes(wav));
        Assert.InRange(speech.Mono.Length / (double)speech.SampleRateHz, 0.3, 2);
        Assert.True(speech.Mono.Max() > 0.05f);
    }

    [Fact]
    public async Task Read_ForPeople_PrintsALineEach()
    {
        WriteFrames("THAMK", framesEach: 12);
        var run = await KwsRun.WithAsync("sign", "read", _folder.Path, "--fps", "25", "--vision-server",
            vision.Address);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("letter T", run.Out, StringComparison.Ordinal);
        Assert.Contains("word   THAMK  (likely THANK)", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_OfWords_PutsSignedBesideReadAndSpeaks()
    {
        WriteLetterFolders("HELOX");
        var wav = _folder["demo.wav"];
        var run = await KwsRun.WithAsync("sign", "demo", "--pictures", _folder.Path, "--words", "hello,ox", "--fast",
            "--speak", wav, "--json", "--vision-server", vision.Address);
        Assert.True(run.ExitCode == 0, run.Error);
        var words = Lines(run);
        Assert.Equal(["HELLO", "OX"], words.Select(word => word.GetProperty("spelled").GetString()));
        Assert.All(words, word => Assert.InRange(word.GetProperty("spoken_s").GetDouble(), 0.2, 2));
        Assert.All(words.SelectMany(word => word.GetProperty("letters").EnumerateArray()),
            letter => Assert.Equal(letter.GetProperty("signed").GetString(), letter.GetProperty("read").GetString()));
        var speech = WavReader.Read(File.ReadAllBytes(wav));
        Assert.Equal(words.Sum(word => word.GetProperty("spoken_s").GetDouble()),
            speech.Mono.Length / (double)speech.SampleRateHz, 0.01);
    }

    [Fact]
    public async Task Demo_WrongLetterShown_SaysSo()
    {
        WriteLetterFolders("HI");
        File.Copy(Directory.GetFiles(_folder["H"])[0], Directory.GetFiles(_folder["I"])[0], overwrite: true);
        var run = await KwsRun.WithAsync("sign", "demo", "--pictures", _folder.Path, "--words", "HI", "--fast",
            "--vision-server", vision.Address);
        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("wrong letter", run.Out, StringComparison.Ordinal);
        Assert.Contains("HI was read as HH", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rotate", "45", "rotate_degrees")]
    [InlineData("--region", "0.5,0,0.2,1", "region")]
    public async Task Read_WithAViewThatTheServerRefuses_IsBadInputInItsWords(
        string option, string value, string expected)
    {
        WriteFrames("A", framesEach: 1);
        var run = await KwsRun.WithAsync("sign", "read", _folder.Path, option, value, "--vision-server",
            vision.Address);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FromStandardInputWithoutPictures_IsBadInput()
    {
        var run = await KwsRun.WithAsync(["sign", "read", "-", "--json", "--vision-server", vision.Address],
            new byte[1000]);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("'1000 bytes without a JPEG' is not allowed", run.Error, StringComparison.Ordinal);
        Assert.Equal("started", Assert.Single(Lines(run)).GetProperty("event").GetString());
    }

    [Fact]
    public async Task Evaluate_OfTwoSigners_CountsPicturesAndHeldSigns()
    {
        WriteLetterFolders("HE", "first");
        WriteLetterFolders("LO", "second");
        // Of the second signer's two L one is an O, which the sign's frames outvote or not: here they are half.
        File.Copy(_folder["second", "O", "1.png"], _folder["second", "L", "2.png"]);
        File.Copy(_folder["second", "L", "1.png"], _folder["second", "L", "3.png"]);
        var run = await KwsRun.WithAsync(
            "evaluate", "signs", _folder.Path, "--times", "3", "--json", "--vision-server", vision.Address);
        Assert.True(run.ExitCode == 0, run.Error);
        var report = JsonDocument.Parse(run.Out).RootElement;
        var signers = report.GetProperty("signers").EnumerateArray().ToArray();

        Assert.StartsWith("tiny ", report.GetProperty("model").GetString(), StringComparison.Ordinal);
        Assert.Equal([("first", 2, 2, 6, 6), ("second", 4, 3, 6, 6)], signers.Select(signer => (
            signer.GetProperty("signer").GetString()!, Number(signer, "pictures"), Number(signer, "right"),
            Number(signer, "signs"), Number(signer, "signs_right"))));
        var confusion = Assert.Single(signers[1].GetProperty("confusions").EnumerateArray());
        Assert.Equal(("L", "O", 1), (confusion.GetProperty("signed").GetString(),
            confusion.GetProperty("read").GetString(), Number(confusion, "count")));
        Assert.Equal(0, signers.Sum(signer => Number(signer, "unasked_letters") + Number(signer, "signs_missed")));

        var table = await KwsRun.WithAsync(
            "evaluate", "signs", _folder["second"], "--times", "0", "--vision-server", vision.Address);
        Assert.Contains("second: read as another letter: L as O 1", table.Out, StringComparison.Ordinal);

        static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Evaluate_OfAFolderWithoutLetters_SaysWhatItMustHold()
    {
        Directory.CreateDirectory(_folder["words"]);
        var run = await KwsRun.WithAsync("evaluate", "signs", _folder.Path, "--vision-server", vision.Address);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("it, or a folder in it, must hold folders named A to Y", run.Error, StringComparison.Ordinal);
    }

    private void WriteFrames(string signs, int framesEach)
    {
        var frame = 0;
        foreach (var sign in signs)
        {
            var png = PngWriter.Plain(TinySignModel.ColourOf(sign == '-' ? "nothing" : sign.ToString()));
            for (var i = 0; i < framesEach; i++)
                File.WriteAllBytes(_folder[$"frame{++frame}.png"], png);
        }
    }

    // Between letters the demo shows a dark room, which is near the tiny model's "nothing".
    private void WriteLetterFolders(string letters, string below = "")
    {
        foreach (var letter in letters)
        {
            var folder = Directory.CreateDirectory(_folder[below, letter.ToString()]).FullName;
            File.WriteAllBytes(Path.Combine(folder, "1.png"),
                PngWriter.Plain(TinySignModel.ColourOf(letter.ToString())));
        }
    }

    private static JsonElement[] Lines(KwsRun run) =>
        [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];

    private static IEnumerable<JsonElement> Of(JsonElement[] lines, string name) =>
        lines.Where(line => line.GetProperty("event").GetString() == name);
}
