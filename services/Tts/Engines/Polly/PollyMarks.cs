using System.Text;
using System.Text.Json;
using Kws.Tts.Text;

namespace Kws.Tts.Engines.Polly;

/// <summary>Reads Polly's speech marks: one JSON object a line, offsets in bytes of the UTF-8 text.</summary>
internal static class PollyMarks
{
    /// <summary>The word marks of an answer, in the order of time.</summary>
    /// <param name="lines">The answer.</param>
    /// <param name="text">What was sent; marks are told in the text before it.</param>
    /// <param name="sampleRateHz">Rate at which marks count samples.</param>
    public static async Task<Queue<SpeechMark>> ReadAsync(
        Stream lines,
        SpokenText text,
        int sampleRateHz,
        CancellationToken cancellationToken)
    {
        var utf8 = Encoding.UTF8.GetBytes(text.Text);
        var marks = new Queue<SpeechMark>();
        using var reader = new StreamReader(lines);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
                continue;
            using var mark = JsonDocument.Parse(line);
            if (mark.RootElement.GetProperty("type").GetString() != "word")
                continue;
            var sample = mark.RootElement.GetProperty("time").GetInt64() * sampleRateHz / 1000;
            var start = Utf16Offset(mark.RootElement.GetProperty("start").GetInt32());
            var end = Utf16Offset(mark.RootElement.GetProperty("end").GetInt32());
            var place = text.Locate(start, end - start);
            if (place.End > place.Start)
                marks.Enqueue(new SpeechMark(sample, place.Start, place.End - place.Start));
        }
        return marks;

        int Utf16Offset(int bytes) => Encoding.UTF8.GetCharCount(utf8, 0, Math.Clamp(bytes, 0, utf8.Length));
    }
}
