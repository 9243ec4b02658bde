using System.Text;
using System.Text.Json;
using Grpc.Core;
using Kws.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;
using Kws.Speech.V1;

namespace Kws.Cli.Tests.Speech;

/// <summary><c>kws say</c> and <c>kws voices</c> against a scripted service of this process.</summary>
public sealed class SayCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedVoices _voices = new();
    private ScriptedHost? _host;

    public async Task InitializeAsync() => _host = await ScriptedHost.StartAsync(_voices);

    public async Task DisposeAsync()
    {
        await _host!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Say_ToAFile_WritesEverySampleAndSaysWhatItWrote()
    {
        var run = await RunAsync("say", "good morning", "--out", _folder["out.wav"]);

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Matches($@"^0\.12 s of speech by scripted, the first after \d+ ms, in {_folder["out.wav"]}\n$", run.Out);
        var speech = WavReader.Read(await File.ReadAllBytesAsync(_folder["out.wav"]));
        Assert.Equal(22_050, speech.SampleRateHz);
        Assert.Equal(Enumerable.Range(0, ScriptedVoices.SamplesOf("good morning", 22_050)).Select(n => n / 32768f),
            speech.Mono);
    }

    [Fact]
    public async Task Say_ToStandardOutput_LeavesItToTheAudio()
    {
        var run = await RunAsync("say", "hi", "--out", "-", "--json");

        Assert.Equal(ScriptedVoices.SamplesOf("hi", 22_050), WavReader.Read(run.Bytes).Mono.Length);
        var said = JsonElement.Parse(run.Error);
        Assert.Equal(("scripted", "-"), (said.GetProperty("voice").GetString(), said.GetProperty("file").GetString()));
        Assert.Equal(0.02, said.GetProperty("seconds").GetDouble(), 0.001);
        Assert.True(said.GetProperty("first_audio_ms").GetDouble() > 0);
    }

    [Fact]
    public async Task Say_WithOptions_SendsThemToTheServer()
    {
        await RunAsync("say", "<speak>hi</speak>", "--out", "-", "--ssml", "--spell", "--voice", "de", "--rate", "80",
            "--pitch", "0", "--volume", "200", "--sample-rate", "8000");

        var expected = new SynthesizeRequest()
        {
            Text = "<speak>hi</speak>",
            Kind = TextKind.Ssml,
            Voice = "de",
            RateWpm = 80,
            Pitch = 0,
            Volume = 200,
            SampleRateHz = 8000,
            Container = Container.RawS16Le,
            Spell = true,
        };
        Assert.Equal(expected, Assert.Single(_voices.Requests));
    }

    [Fact]
    public async Task Say_Dash_ReadsTheTextFromStandardInput()
    {
        await KwsRun.WithAsync(["say", "-", "--out", "-", "--tts-server", _host!.Address],
            Encoding.UTF8.GetBytes("grüß dich")).WithTimeout();

        Assert.Equal("grüß dich", Assert.Single(_voices.Requests).Text);
    }

    [Fact]
    public async Task Say_TextThatTheServerRefuses_IsBadInputInItsWordsAndWritesNoFile()
    {
        _voices.BeforeHalf = half => half == 0 ? Task.CompletedTask
            : throw new RpcException(new Status(StatusCode.InvalidArgument, "text: 5001 bytes; at most 5000"));

        var run = await RunAsync("say", "hi", "--out", _folder["out.wav"]);

        Assert.Equal((ExitCode.BadInput, "kws: text: 5001 bytes; at most 5000\n"), (run.ExitCode, run.Error));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Voices_ForPeople_MarksTheDefault()
    {
        var run = await RunAsync("voices");

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"│ en-us \(default\) │ English │ en-US, en +│ male +│ espeak-ng │", run.Out);
        Assert.Matches(@"│ de +│ German +│ de +│ +│ espeak-ng │", run.Out);
    }

    [Fact]
    public async Task Voices_OfALanguageAsJson_IsOneDocument()
    {
        var run = await RunAsync("voices", "--language", "de", "--json");

        var voice = Assert.Single(run.Json.EnumerateArray());
        Assert.Equal(["id", "name", "languages", "gender", "engine"],
            voice.EnumerateObject().Select(property => property.Name));
        Assert.Equal("de", voice.GetProperty("languages")[0].GetString());
    }

    private Task<KwsRun> RunAsync(params string[] arguments) =>
        KwsRun.WithAsync([.. arguments, "--tts-server", _host!.Address]).WithTimeout();
}
