namespace Kws.Audio.Tests.Pcm;

public class MuLawTests
{
    [Fact]
    public void ToMuLaw_SampleOfACode_IsThatCode()
    {
        for (var code = 0; code < 256; code++)
        {
            var sample = Pcm16.FromFloat(G711.FromMuLaw((byte)code));
            // There are two zeros.
            Assert.Equal(code == 0x7F ? 0xFF : code, G711.ToMuLaw(sample));
        }
    }

    [Fact]
    public void ToMuLaw_EverySample_IsHalfAStepOffAtMost()
    {
        for (var sample = (int)short.MinValue; sample <= short.MaxValue; sample++)
        {
            var decoded = G711.FromMuLaw(G711.ToMuLaw((short)sample)) * 32_768;
            // Steps grow with loudness, from 8 to 1024 in units of 16 bits.
            var step = 8 << Math.Max(0, (int)Math.Log2(Math.Abs(sample) + 132) - 7);
            Assert.InRange(decoded - sample, -step - 1, step + 1);
        }
    }
}
