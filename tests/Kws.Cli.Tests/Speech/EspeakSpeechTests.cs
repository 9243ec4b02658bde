using Kws.Cli.CommandLine;
using Kws.Cli.Speech;

namespace Kws.Cli.Tests.Speech;

public sealed class EspeakSpeechTests
{
    [Fact]
    public async Task Say_Word_IsHalfASecondOrSoOfSound()
    {
        var spoken = await EspeakSpeech.SayAsync("yes", "en-us", 150, 50, default).WithTimeout();

        Assert.InRange(spoken.Duration.TotalSeconds, 0.2, 2);
        Assert.True(spoken.Samples.Max() > 1000);
    }

    [Fact]
    public async Task Say_Faster_IsShorter()
    {
        var slow = await EspeakSpeech.SayAsync("a longer sentence", "en-us", 100, 50, default).WithTimeout();
        var fast = await EspeakSpeech.SayAsync("a longer sentence", "en-us", 300, 50, default).WithTimeout();

        Assert.True(fast.Duration < slow.Duration * 0.7);
    }

    [Fact]
    public async Task Say_TextThatLooksLikeAnOption_IsSpoken() =>
        Assert.True((await EspeakSpeech.SayAsync("--help", "en-us", 150, 50, default).WithTimeout())
            .Samples.Length > 0);

    [Fact]
    public async Task Say_VoiceThatIsNone_FailsWithTheProgramsWords()
    {
        var failed = await Assert.ThrowsAsync<CommandFailedException>(
            () => EspeakSpeech.SayAsync("yes", "zz9-qq", 150, 50, default).WithTimeout());

        Assert.Contains("espeak-ng ended with 1", failed.Message, StringComparison.Ordinal);
        Assert.Contains("espeak-ng --voices", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_Cancelled_Ends() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => EspeakSpeech.SayAsync("yes", "en-us", 150, 50, new CancellationToken(canceled: true)).WithTimeout());
}
