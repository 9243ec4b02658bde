using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Kws.Audio;
using Kws.Gateway.Tests.Hosts;
using Kws.TestSupport.Speech;
using Kws.Vision.V1;
using Microsoft.Playwright;

namespace Kws.Gateway.Tests.Console;

/// <summary>The console over the mesh behind it, and one browser for all tests.</summary>
public sealed class ConsoleFixture(MeshBehind mesh) : IAsyncLifetime
{
    /// <summary>What the microphone hears, every three seconds.</summary>
    public const string SpokenWord = "stop";

    private const string SignedWord = "HELLO";
    // A page's own connections, so that a test can break one, and (window.late = []) keep what comes until it calls it.
    private const string CountSockets = """
        window.sockets = [];
        window.WebSocket = class extends WebSocket {
          constructor(...all) {
            super(...all);
            window.sockets.push(this);
          }
          set onmessage(listener) {
            super.onmessage = listener && (event =>
              window.late ? window.late.push(() => listener(event)) : listener(event));
          }
        };
        """;

    private const float ClearPosterior = 0.9f;
    private const int PhotosLookedAt = 12;

    private readonly TemporaryFolder _folder = new();
    private readonly TrainingProcess _training = new();
    private readonly ConcurrentBag<IPage> _pages = [];
    private ServiceProcess? _audio;
    private GatewayHost? _gateway;
    private ConsoleBrowser? _browser;
    private PageWatch _watch = new();
    private string _microphone = "";
    private string? _camera;

    /// <summary>Whether the camera shows <c>HELLO</c>; without photos it shows a test picture.</summary>
    public bool IsSigning { get; private set; }

    /// <summary>The object store of the mesh.</summary>
    public string Store => _training.Store;

    internal GatewayHost Gateway => _gateway!;

    private Uri Address => Gateway.Http.BaseAddress!;

    public async Task InitializeAsync()
    {
        if (!ConsoleBrowser.IsInstalled)
            return;
        await _training.InitializeAsync();
        // It takes up what is promoted.
        _audio = await ServiceProcess.StartAsync("AudioInference", 0,
            ("Features__Source", "InProcess"), ("Calls__PeerShare", "100"),
            ("Models__Registry__Address", _training.Address), ("Models__Registry__Watch", "00:00:00.5"),
            ("Models__Registry__Cache", _folder["models"]), ("Storage__Directory", _training.Store));
        _gateway = await GatewayHost.StartAsync(
            MeshBehind.Setting("audioinference", _audio.Address),
            MeshBehind.Setting("visioninference", (await mesh.VisionInferenceAsync()).Address),
            MeshBehind.Setting("tts", (await mesh.TtsAsync()).Address),
            MeshBehind.Setting("trainingorchestrator", _training.Address),
            $"--Storage:Directory={_training.Store}", "--Console:Live=true", GatewayHost.WithConsole);
        (_microphone, _camera) = (await MicrophoneAsync(), await CameraAsync());
    }

    /// <summary>Opens a page, and waits until it lives.</summary>
    /// <param name="path">Of the page.</param>
    /// <param name="configure">Changes what the browser is like.</param>
    /// <param name="gateway">Another one's address; null: that of the mesh.</param>
    /// <param name="sounds">A script that gives the page another microphone; null: the browser's.</param>
    public async Task<IPage> OpenAsync(
        string path, Action<BrowserNewContextOptions>? configure = null, Uri? gateway = null, string? sounds = null)
    {
        Skip.IfNot(ConsoleBrowser.IsInstalled, "no Chromium is installed");
        _browser ??= await ConsoleBrowser.StartAsync(_microphone, _camera);
        var page = await _browser.NewPageAsync(configure);
        _pages.Add(page);
        await page.AddInitScriptAsync(CountSockets).WithTimeout();
        if (sounds is not null)
            await page.AddInitScriptAsync(sounds).WithTimeout();
        _watch.Follow(page, path, Address.Host);
        await page.GotoAsync(new Uri(gateway ?? Address, path).ToString()).WithTimeout();
        return page;
    }

    /// <summary>Fails, naming them, when pages did what they must not.</summary>
    public void AssertNoOffence() => _watch.AssertNoOffence();

    /// <summary>Closes what a test has opened, and the browser, whose played microphone is silent for the second page
    /// that opens it.</summary>
    public async Task CloseAsync()
    {
        while (_pages.TryTake(out var page))
            await page.Context.CloseAsync().WithTimeout();
        if (_browser is { } browser)
            await browser.DisposeAsync();
        (_browser, _watch) = (null, new PageWatch());
    }

    /// <summary>A real recording of a word. Skips the test where there is none.</summary>
    public static string Clip(string word) => Directory.EnumerateFiles(
        RealData.Require("speech", "validation", word), "*.flac").Order(StringComparer.Ordinal).First();

    /// <summary>A photo of a letter that the model sees clearly. Skips the test where there are no photos.</summary>
    public async Task<string> PhotoAsync(char letter)
    {
        var reader = new SignReader.SignReaderClient(Gateway.Channel);
        foreach (var photo in Directory.EnumerateFiles(
            RealData.Require("signs", "validation", "keptsecret", letter.ToString(CultureInfo.InvariantCulture)))
            .Order(StringComparer.Ordinal).Take(PhotosLookedAt))
        {
            var seen = await reader.ClassifyAsync(new ClassifyRequest
            {
                Image = new Image { Data = ByteString.CopyFrom(await File.ReadAllBytesAsync(photo)) },
            }).ResponseAsync.WithTimeout();
            if (seen.Confident && seen.Letters[0].Letter[0] == letter && seen.Letters[0].Posterior > ClearPosterior)
                return photo;
        }
        throw new InvalidOperationException($"none of the first photos of {letter} is seen clearly");
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
            await _audio!.DisposeAsync();
            await _training.DisposeAsync();
        }
        _folder.Dispose();
    }

    // A word again and again from the second second on, in which a page opens its stream; then silence. Its score is
    // well above its threshold, so that the glitches of a busy machine do not hide it.
    private async Task<string> MicrophoneAsync()
    {
        var spoken = WavReader.Read(await EspeakVoice.SayAsync(SpokenWord, "en-us"));
        var rate = spoken.SampleRateHz;
        var samples = new float[rate * 30];
        for (var at = 2 * rate; at < 27 * rate; at += 3 * rate)
            spoken.Mono.AsSpan().CopyTo(samples.AsSpan(at));
        var file = _folder["microphone.wav"];
        await File.WriteAllBytesAsync(file, WavWriter.ToPcm16(rate, samples.AsSpan()));
        return file;
    }

    private async Task<string?> CameraAsync()
    {
        try
        {
            var film = _folder["camera.mjpeg"];
            await SigningCamera.WriteAsync(
                film, SignedWord, async letter => await File.ReadAllBytesAsync(await PhotoAsync(letter)));
            IsSigning = true;
            return film;
        }
        catch (SkipException)
        {
            return null;
        }
    }
}
