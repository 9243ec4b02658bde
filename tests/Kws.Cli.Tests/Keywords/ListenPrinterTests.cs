using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Keywords;

namespace Kws.Cli.Tests.Keywords;

public sealed class ListenPrinterTests
{
    private static readonly ListenEvent[] Events =
    [
        new ListenEvent.Connected("kitchen", new Started { SessionId = "s", ModelName = "small", ModelVersion = "1.0",
            AcceptedSample = 8000, RecordingId = "r" }),
        new ListenEvent.Heard("kitchen", new Keyword
        {
            Id = "k1", Label = "yes", Confidence = 0.875f, StartSample = 16_000, EndSample = 24_000,
            DecidedSample = 25_600,
            ServerDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(4.5)),
        }),
        new ListenEvent.AlmostHeard("kitchen", new NearMiss { Label = "no", Score = 0.5f, Threshold = 0.75f,
            Rival = "go", RivalScore = 0.25f, StartSample = 32_000 }),
        new ListenEvent.Disconnected("kitchen", "reset", TimeSpan.FromSeconds(0.2)),
        new ListenEvent.Finished("kitchen", new DeviceResult(160_000, 1, 2, 8000)),
    ];

    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    [Fact]
    public void Show_ForPeople_PutsWordsOnStandardOutputAndTheRestOnStandardError()
    {
        Show(isVerbose: false, isMany: false);

        Assert.Equal("    1.00 s  yes       0.88  to 1.50 s\n    2.00 s  (no)      0.50  of 0.75; rival go 0.25\n",
            _out.ToString());
        Assert.Equal("connection lost (reset); again in 0.2 s\n"
            + "1 keyword in 10.0 s of audio, 2 reconnects, 0.5 s LOST while away\n", _error.ToString());
    }

    [Fact]
    public void Show_Verbose_AddsTheConnectionAndTheServersDelay()
    {
        Show(isVerbose: true, isMany: false);

        Assert.StartsWith("connected: model small 1.0, from 0.50 s on\n", _error.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("    1.00 s  yes       0.88  to 1.50 s  server 4.5 ms\n", _out.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Show_OfManyDevices_BeginsEachLineWithTheDevice()
    {
        Show(isVerbose: true, isMany: true);

        Assert.All((_out.ToString() + _error).Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.StartsWith("kitchen    ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Show_AsJson_IsALineAnEventWithEventAndDeviceFirst()
    {
        var printer = new ListenPrinter(Context()) { AsJson = true, SampleRateHz = 16_000 };
        Array.ForEach(Events, printer.Show);

        var lines = _out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["connected", "keyword", "near_miss", "disconnected", "finished"],
            lines.Select(line => JsonElement.Parse(line).GetProperty("event").GetString()));
        Assert.All(lines, line => Assert.Matches("^{\"event\":\"[a-z_]+\",\"device\":\"kitchen\",", line));
        const string Word = """
            {"event":"keyword","device":"kitchen","id":"k1","label":"yes","confidence":0.875,"start_sample":16000,
            """ + """
            "end_sample":24000,"decided_sample":25600,"model_version":"","server_delay_ms":4.5}
            """;
        Assert.Equal(Word, lines[1]);
        const string End = """
            {"event":"finished","device":"kitchen","samples":160000,"keywords":1,"reconnects":2,"lost_samples":8000}
            """;
        Assert.Equal(End, lines[4]);
        Assert.Empty(_error.ToString());
    }

    private void Show(bool isVerbose, bool isMany)
    {
        var printer = new ListenPrinter(Context())
        {
            AsJson = false,
            SampleRateHz = 16_000,
            IsVerbose = isVerbose,
            IsMany = isMany,
        };
        Array.ForEach(Events, printer.Show);
    }

    private CliContext Context() => KwsRun.Context(_out, _error);
}
