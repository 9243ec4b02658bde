using NWaves.Windows;

namespace NWaves.Tests;

public sealed class WindowTests
{
    [Theory]
    [InlineData(WindowType.Rectangular, 1, 1)]
    [InlineData(WindowType.Hann, 0, 1)]
    [InlineData(WindowType.Hamming, 0.08, 1)]
    [InlineData(WindowType.Blackman, 0, 1)]
    public void OfType_OddLength_IsSymmetricWithKnownEndsAndPeak(WindowType type, double ends, double peak)
    {
        var window = Window.OfType(type, 401);

        Assert.Equal(ends, window[0], 1e-6);
        Assert.Equal(ends, window[^1], 1e-6);
        Assert.Equal(peak, window[200], 1e-6);
        for (var i = 0; i < 200; i++)
            Assert.Equal(window[i], window[400 - i], 1e-6);
    }
}
