using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Keywords;

/// <summary><c>kws classify</c> against a scripted service of this process.</summary>
public sealed class ClassifyCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedHearing _hearing = new();
    private ScriptedHost? _host;

    public async Task InitializeAsync()
    {
        _host = await ScriptedHost.StartAsync(_hearing);
        Directory.CreateDirectory(_folder["sub"]);
        await File.WriteAllBytesAsync(_folder["b.wav"], new Recording(16_000, new short[160]).ToWav());
        await File.WriteAllBytesAsync(_folder["sub", "a,1.wav"], new Recording(16_000, new short[160]).ToWav());
    }

    public async Task DisposeAsync()
    {
        await _host!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Classify_AsJson_IsALineAClipInTheOrderOfTheirNames()
    {
        var run = await RunAsync("--json", "--top", "2");

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        var line = run.JsonLines[1];
        Assert.Equal([_folder["b.wav"], _folder["sub", "a,1.wav"]],
            run.JsonLines.Select(json => json.GetProperty("file").GetString()));
        Assert.Equal(("yes", 0.9f), (line.GetProperty("label").GetString(), line.GetProperty("posterior").GetSingle()));
        Assert.Equal("[{\"label\":\"yes\",\"posterior\":0.9},{\"label\":\"no\",\"posterior\":0.0625}]",
            line.GetProperty("labels").GetRawText());
        Assert.Equal(("scripted 1.2.3", 160),
            (line.GetProperty("model").GetString(), line.GetProperty("best_window_first_sample").GetInt64()));
        Assert.False(line.TryGetProperty("error", out _));
    }

    [Fact]
    public async Task Classify_ForPeople_IsATableWithRunnersUpAndTheServersTime()
    {
        var run = await RunAsync("--top", "2");

        Assert.Matches(@"│ sub/a,1\.wav │ yes   │     0\.900 │ no 0\.06[23] │              6\.5 │", run.Out);
    }

    [Fact]
    public async Task Classify_ToCsv_QuotesWhatNeedsIt()
    {
        var run = await RunAsync("--csv", _folder["out.csv"]);

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Out));
        Assert.Equal("fname,label\nb.wav,yes\n\"sub/a,1.wav\",yes\n", await File.ReadAllTextAsync(_folder["out.csv"]));
    }

    [Fact]
    public async Task Classify_NameLikeAFormula_IsNoneInTheCsv()
    {
        await File.WriteAllBytesAsync(_folder["=1+1.wav"], new Recording(16_000, new short[160]).ToWav());

        await RunAsync("--csv", _folder["out.csv"]);

        Assert.Contains("\n\"'=1+1.wav\",yes\n", await File.ReadAllTextAsync(_folder["out.csv"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classify_ClipThatIsRefused_IsNamedAndTheOthersAreAnswered()
    {
        await File.WriteAllTextAsync(_folder["broken.wav"], "noise");

        var run = await RunAsync();

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains($"kws: {_folder["broken.wav"]}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("length in bytes is 5", run.Error, StringComparison.Ordinal);
        Assert.Matches(@"│ broken\.wav +│ refused │", run.Out);
        Assert.Equal(2, _hearing.Answered);
    }

    [Fact]
    public async Task Classify_ServerEndsTheCallEarly_FailsWithItsReason()
    {
        _hearing.BeforeAnswer = _ => throw new Grpc.Core.RpcException(
            new Grpc.Core.Status(Grpc.Core.StatusCode.ResourceExhausted, "4 calls are under way"));

        var run = await RunAsync();

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("is at its limit: 4 calls are under way", run.Error, StringComparison.Ordinal);
    }

    private Task<KwsRun> RunAsync(params string[] options) =>
        KwsRun.WithAsync(["classify", _folder.Path, "--server", _host!.Address, .. options]).WithTimeout();
}
