using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Cli.Keywords;

namespace Kws.Cli.Tests.Keywords;

public sealed class SpokenRecordingTests
{
    private const int Rate = 16_000;

    [Theory]
    [InlineData(0.76, 1.0, true)]
    [InlineData(0.74, 0.75, false)]
    [InlineData(1.64, 2.0, true)]
    [InlineData(1.66, 2.0, false)]
    public void Score_KeywordNearAWord_BelongsToItWithinAQuarterOfASecond(double from, double to, bool belongs)
    {
        var recording = new SpokenRecording(new Recording(Rate, []), [new SpokenWord("yes", Rate, Rate * 7 / 5)]);

        var scored = recording.Score(
            [new Keyword { Label = "yes", StartSample = (long)(from * Rate), EndSample = (long)(to * Rate) }]);

        Assert.Equal(belongs ? 1 : 2, scored.Count);
        Assert.Equal(belongs, scored.Any(word => word.IsRight));
    }

    [Fact]
    public async Task Speak_Words_LieWhereItSaysAmidQuiet()
    {
        var recording = await SpokenRecording.SpeakAsync(
            ["yes", "no"], ["en-us"], seed: 1, default).WithTimeout();

        Assert.Equal(["yes", "no"], recording.Words.Select(word => word.Word));
        Assert.All(recording.Words, word => Assert.InRange(word.EndSample - word.StartSample, Rate / 10, Rate));
        Assert.All(recording.Words, word => Assert.True(Power(recording, word.StartSample,
            word.EndSample) > 100 * Power(recording, word.EndSample, word.EndSample + Rate)));
        Assert.True(recording.Words[1].StartSample - recording.Words[0].EndSample >= 1.2 * Rate);
    }

    [Fact]
    public async Task Speak_SameSeed_GivesTheSameAudioAndAnotherSeedAnother()
    {
        var spoken = await Task.WhenAll(new[] { 1, 1, 2 }.Select(async seed =>
            (await SpokenRecording.SpeakAsync(["yes"], ["en-us"], seed, default)).Audio.Samples)).WithTimeout();

        Assert.Equal(spoken[0], spoken[1]);
        Assert.NotEqual(spoken[0], spoken[2]);
    }

    private static double Power(SpokenRecording recording, long from, long to) =>
        recording.Audio.Samples[(int)from..(int)to].Average(sample => (double)sample * sample);
}
