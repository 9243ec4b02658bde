using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests.CommandLine;

/// <summary>
/// Arguments out of their limits: the error names field, value and limit, nothing is done, the exit code is 2.
/// </summary>
public sealed class BadArgumentsTests
{
    [Theory]
    [InlineData("demo", "--seed", "-1", "0 to 2147483647")]
    [InlineData("listen a.wav", "--chunk-ms", "1001", "1 to 1000")]
    [InlineData("listen a.wav", "--retry-for", "soon", "0 to 86400")]
    [InlineData("classify a.wav", "--top", "0", "1 to 1000")]
    [InlineData("features a.wav", "--scale", "1.5", "1 to 64")]
    [InlineData("health", "--wait", "3601", "0 to 3600")]
    [InlineData("evaluate stream clips", "--recordings", "0", "1 to 1000")]
    [InlineData("evaluate false-alarms clips", "--hours", "0", "0.01 to 10000")]
    [InlineData("tune clips", "--most-misses", "2", "0 to 1")]
    [InlineData("sign classify a.png", "--top", "1001", "1 to 1000")]
    [InlineData("sign read a.png", "--fps", "NaN", "0.1 to 240")]
    [InlineData("sign read a.png", "--fps", "2,5", "0.1 to 240")]
    [InlineData("bench streams", "--streams", "1,000", "1 to 20000")]
    [InlineData("listen a.wav", "--chunk-ms", "1 0", "1 to 1000")]
    [InlineData("sign read a.png", "--word-pause", "-1", "0 to 10")]
    [InlineData("sign demo", "--seed", "x", "0 to 2147483647")]
    [InlineData("say hello", "--rate", "79", "80 to 450")]
    [InlineData("say hello", "--pitch", "100", "0 to 99")]
    [InlineData("say hello", "--volume", "201", "0 to 200")]
    [InlineData("bench streams", "--streams", "0", "1 to 20000")]
    [InlineData("bench streams", "--connections", "1001", "1 to 1000")]
    [InlineData("bench streams", "--warm-up", "-1", "0 to 3600")]
    [InlineData("bench streams", "--speed", "21", "1 to 20")]
    [InlineData("bench streams", "--spread-ms", "60001", "0 to 60000")]
    [InlineData("bench clips", "--concurrency", "1001", "1 to 1000")]
    [InlineData("bench clips", "--seconds", "0.5", "1 to 3600")]
    [InlineData("bench sign", "--concurrency", "0", "1 to 1000")]
    [InlineData("bench speech", "--concurrency", "65", "1 to 64")]
    [InlineData("bench speech", "--at-once", "65", "1 to 64")]
    [InlineData("bench speech", "--sentences", "0", "1 to 100000")]
    [InlineData("bench model small", "--seconds", "601", "0.1 to 600")]
    public async Task Command_NumberOutOfItsLimits_IsRefusedNamingFieldValueAndLimit(
        string command, string option, string value, string limit)
    {
        var run = await KwsRun.WithAsync([.. command.Split(' '), option, value]).WithTimeout();

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains($"kws: {option}: '{value}' is not allowed; it must be a number from {limit}", run.Error,
            StringComparison.Ordinal);
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("file: 'nowhere.wav' is not allowed; it must be an existing WAV, FLAC or Opus file", "listen",
        "nowhere.wav")]
    [InlineData("file: 'nowhere.wav' is not allowed; it must be an existing WAV, FLAC or Opus file", "features",
        "nowhere.wav", "--local")]
    [InlineData("file: 'nowhere.wav' is not allowed; it must be an existing file or folder", "classify", "nowhere.wav")]
    [InlineData("file: 'nowhere.png' is not allowed; it must be an existing file or folder", "sign", "classify",
        "nowhere.png")]
    [InlineData("file: 'nowhere.png' is not allowed; it must be an existing file or folder", "sign", "read",
        "nowhere.png")]
    [InlineData("file: 'nowhere' is not allowed; it must be an existing file or folder", "bench", "sign", "--images",
        "nowhere")]
    [InlineData("file: 'nowhere' is not allowed; it must be an existing file or folder", "bench", "clips", "--audio",
        "nowhere")]
    [InlineData("file: 'nowhere' is not allowed; it must be an existing file or folder", "bench", "streams", "--audio",
        "nowhere")]
    [InlineData("FOLDER: 'nowhere' is not allowed; it must be an existing folder", "evaluate", "signs", "nowhere")]
    [InlineData("--pictures: 'nowhere' is not allowed; it must be an existing folder", "sign", "demo", "--pictures",
        "nowhere")]
    [InlineData("--words: '0 words' is not allowed; it must be 1 to 1000 words", "demo", "--words", ",")]
    [InlineData("--words: ',' is not allowed; it must be words of 1 to 200 letters together", "sign", "demo", "--words",
        ",")]
    [InlineData("--keywords: 'yes=2' is not allowed; a threshold must be above 0 and at most 1", "listen", "-",
        "--keywords", "yes=2")]
    public async Task Command_InputThatIsNoneOfItsKind_IsRefusedNamingIt(string expected, params string[] arguments)
    {
        var run = await KwsRun.WithAsync(arguments).WithTimeout();

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("Required argument 'FILE' missing", "classify")]
    [InlineData("Required argument 'FRAMES' missing", "sign", "read")]
    [InlineData("Required argument 'text' missing", "say")]
    [InlineData("--no-such-option", "voices", "--no-such-option")]
    [InlineData("Required command was not provided", "bench")]
    public async Task Command_Incomplete_IsBadInputAndPointsToItsHelp(string expected, params string[] arguments)
    {
        var run = await KwsRun.WithAsync(arguments).WithTimeout();

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Contains($"Try: kws {string.Join(' ', arguments.Where(argument => !argument.StartsWith('-')))} --help",
            run.Error, StringComparison.Ordinal);
    }
}
