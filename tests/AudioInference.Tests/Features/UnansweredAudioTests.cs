using Kws.AudioInference.Features.Grpc;

namespace Kws.AudioInference.Tests.Features;

public sealed class UnansweredAudioTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Audio_ReleasedAndSentAgainAtRandom_IsNeitherLostNorDoubled(bool int16)
    {
        var random = new Random(5);
        var audio = new UnansweredAudio(int16, 1000);
        var added = 0L;
        var sent = 0L;
        for (var i = 0; i < 3000; i++)
        {
            switch (random.Next(4))
            {
                case 0:
                    var samples = Enumerable.Range(0, random.Next(1, 900))
                        .Select(k => Sample(1000 + added + k)).ToArray();
                    audio.Add(samples);
                    added += samples.Length;
                    break;
                case 1:
                    var bytes = audio.TakeUnsent().Span;
                    for (var k = 0; k < bytes.Length / (int16 ? 2 : 4); k++)
                        Assert.Equal(Sample(1000 + sent + k), int16 ? BitConverter.ToInt16(bytes[(2 * k)..])
                            / 32768f : BitConverter.ToSingle(bytes[(4 * k)..]));
                    sent += bytes.Length / (int16 ? 2 : 4);
                    Assert.Equal(added, sent);
                    break;
                case 2:
                    var until = audio.FirstSample + random.Next(2000);
                    var before = audio.FirstSample;
                    audio.Release(until);
                    Assert.Equal(until <= 1000 + sent ? until : before, audio.FirstSample);
                    break;
                default:
                    if (random.Next(10) == 0)
                    {
                        audio.SendAgain();
                        sent = audio.FirstSample - 1000;
                    }
                    break;
            }
        }
        Assert.True(added > 100_000);
    }

    private static float Sample(long position) => (position * 7919 % 65536 - 32768) / 32768f;
}
