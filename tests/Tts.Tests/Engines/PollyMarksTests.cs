using System.Text;
using Kws.Tts.Engines;
using Kws.Tts.Engines.Polly;
using Kws.Tts.Text;

namespace Kws.Tts.Tests.Engines;

public class PollyMarksTests
{
    [Fact]
    public async Task ReadAsync_BytesOfUtf8_BecomeUtf16UnitsAndMillisecondsSamples()
    {
        const string Text = "é\U0001F600 on";
        var marks = await ReadAsync(SpokenText.AsItIs(Text),
            """{"time":0,"type":"sentence","start":0,"end":9}""",
            "",
            """{"time":125,"type":"word","start":7,"end":9,"value":"on"}""");
        var mark = Assert.Single(marks);
        Assert.Equal("on", Text.Substring(mark.TextOffset, mark.TextLength));
        Assert.Equal(2000, mark.Sample);
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(5, 5)]
    [InlineData(1000, 2000)]
    [InlineData(3, 1)]
    public async Task ReadAsync_PlaceOutsideTheText_IsLeftOut(int start, int end) =>
        Assert.Empty(await ReadAsync(SpokenText.AsItIs("hello"),
            $$"""{"time":0,"type":"word","start":{{start}},"end":{{end}},"value":"x"}"""));

    private static async Task<Queue<SpeechMark>> ReadAsync(SpokenText text, params string[] lines)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return await PollyMarks.ReadAsync(stream, text, 16_000, CancellationToken.None).WithTimeout();
    }
}
