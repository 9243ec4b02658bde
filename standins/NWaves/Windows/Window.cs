namespace NWaves.Windows;

/// <summary>Symmetric windows: the denominator of the argument is length - 1.</summary>
public static class Window
{
    /// <exception cref="NotSupportedException">A window outside this subset.</exception>
    public static float[] OfType(WindowType type, int length, params object[] parameters) => type switch
    {
        WindowType.Rectangular => Rectangular(length),
        WindowType.Hamming => Hamming(length),
        WindowType.Blackman => Blackman(length),
        WindowType.Hann => Hann(length),
        _ => throw new NotSupportedException($"window {type} is not in this subset of NWaves"),
    };

    public static float[] Rectangular(int length) => CosineSum(length, 1, 0, 0);

    public static float[] Hamming(int length) => CosineSum(length, 0.54, 0.46, 0);

    public static float[] Hann(int length) => CosineSum(length, 0.5, 0.5, 0);

    public static float[] Blackman(int length) => CosineSum(length, 0.42, 0.5, 0.08);

    private static float[] CosineSum(int length, double constant, double first, double second)
    {
        var step = 2 * Math.PI / (length - 1);
        var window = new float[length];
        for (var i = 0; i < length; i++)
            window[i] = (float)(constant - first * Math.Cos(step * i) + second * Math.Cos(2 * step * i));
        return window;
    }
}
