using System.Globalization;

namespace Kws.Features.Tests.Specs;

public sealed class EcmaScriptNumberTests
{
    [Fact]
    public void Format_Vectors_PrintAsEcmaScript()
    {
        foreach (var vector in FeatureSpecVectors.Load().Numbers)
        {
            var value = double.Parse(vector.Value, CultureInfo.InvariantCulture);
            Assert.Equal(vector.Text, EcmaScriptNumber.Format(value));
        }
    }

    [Fact]
    public void Format_RandomDoubles_ReadBackTheSame()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64());
            if (double.IsFinite(value))
                Assert.Equal(value, double.Parse(EcmaScriptNumber.Format(value), CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Format_NotFinite_Throws(double value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EcmaScriptNumber.Format(value));
}
