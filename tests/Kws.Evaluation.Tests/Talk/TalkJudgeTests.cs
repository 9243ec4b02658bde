namespace Kws.Evaluation.Tests.Talk;

public class TalkJudgeTests
{
    private static readonly HeardStretch s_said = new("right", 10, 10.5, "word");

    [Theory]
    [InlineData(9.4, TalkVerdict.FalseAlarm)]
    [InlineData(9.5, TalkVerdict.ReallySaid)]
    [InlineData(11.5, TalkVerdict.ReallySaid)]
    [InlineData(11.6, TalkVerdict.FalseAlarm)]
    public void Judge_EventAboutAStretch_IsExcusedHalfASecondBeforeToOneAfter(double seconds, TalkVerdict verdict) =>
        Assert.Equal(verdict, Judge(seconds, null, s_said).Verdict);

    [Fact]
    public void Judge_EventOfAnotherKeyword_IsAFalseAlarm() =>
        Assert.Equal(TalkVerdict.FalseAlarm,
            TalkJudge.Judge(File(null, s_said), "left", 10.2, 0.9).Verdict);

    [Theory]
    [InlineData("not")]
    [InlineData("part of a longer word")]
    public void Judge_StretchWhereSomethingElseWasHeard_IsAFalseAlarmThoughTheTextHoldsTheWord(string judged)
    {
        var alarm = Judge(10.2, "a right turn", new HeardStretch("right", 10, 10.5, judged));

        Assert.Equal((TalkVerdict.FalseAlarm, judged), (alarm.Verdict, alarm.Judged));
    }

    [Theory]
    [InlineData("Turn RIGHT, please.", TalkVerdict.SaidSomewhere)]
    [InlineData("A copyright, and rights; bright.", TalkVerdict.FalseAlarm)]
    [InlineData("", TalkVerdict.FalseAlarm)]
    [InlineData(null, TalkVerdict.FalseAlarm)]
    public void Judge_NobodyListened_IsExcusedOnlyByTheWordInTheText(string? text, TalkVerdict verdict)
    {
        var heard = Judge(3, text);

        Assert.Equal((verdict, null), (heard.Verdict, heard.Judged));
    }

    [Theory]
    [InlineData("right", TalkVerdict.FalseAlarm)]
    [InlineData("right and right", TalkVerdict.SaidSomewhere)]
    public void Judge_AllPlacesOfTheTextAreKnown_ElsewhereIsAFalseAlarm(string text, TalkVerdict verdict) =>
        // Two models were heard at one place.
        Assert.Equal(verdict, Judge(3, text, s_said, s_said with { StartSeconds = 10.2, EndSeconds = 10.6 }).Verdict);

    [Fact]
    public void Judge_KeywordOfSeveralWords_IsFoundInTheText() =>
        Assert.Equal(TalkVerdict.SaidSomewhere,
            TalkJudge.Judge(File("with the lights on"), "lights-on", 3, 0.9).Verdict);

    private static TalkEvent Judge(double seconds, string? text, params HeardStretch[] stretches) =>
        TalkJudge.Judge(File(text, stretches), "right", seconds, 0.9);

    private static TalkFile File(string? text, params HeardStretch[] stretches) =>
        new("/talk/a/1.wav", "a/1.wav", "a", text, stretches);
}
