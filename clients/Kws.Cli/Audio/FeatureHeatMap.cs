using Kws.Cli.Output;
using ScottPlot;
using ScottPlot.Colormaps;

namespace Kws.Cli.Audio;

/// <summary>Draws features: time to the right, values of a frame upward, dark is low and bright is high.</summary>
internal static class FeatureHeatMap
{
    /// <summary>Room around the heat map for axes and colour bar, in pixels.</summary>
    public static readonly PixelPadding Margins = new(left: 60, right: 90, bottom: 50, top: 15);

    /// <param name="features">At least one value.</param>
    /// <param name="scale">Pixels a value, in both directions; at least 1.</param>
    /// <returns>A PNG file: frames * scale wide and values * scale high, and <see cref="Margins"/>.</returns>
    public static byte[] ToPng(FeatureMatrix features, int scale)
    {
        PlotFont.Choose();
        using var plot = new Plot();
        var map = plot.Add.Heatmap(Rows(features));
        map.Colormap = new Magma();
        var seconds = (double)features.Frames * features.Spec.HopSamples / features.Spec.SampleRateHz;
        map.Rectangle = new CoordinateRect(0, seconds, -0.5, features.ValuesPerFrame - 0.5);
        map.FlipVertically = true;
        var (low, high) = (features.Values.Min(), features.Values.Max());
        map.ManualRange = new ScottPlot.Range(low, high > low ? high : low + 1);
        plot.Add.ColorBar(map);
        plot.XLabel("seconds");
        plot.YLabel("value");
        plot.HideGrid();
        plot.Axes.SetLimits(0, seconds, -0.5, features.ValuesPerFrame - 0.5);
        plot.Layout.Fixed(Margins);
        return plot.GetImageBytes(
            (features.Frames * scale) + (int)(Margins.Left + Margins.Right),
            (features.ValuesPerFrame * scale) + (int)(Margins.Top + Margins.Bottom),
            ImageFormat.Png);
    }

    private static double[,] Rows(FeatureMatrix features)
    {
        var rows = new double[features.ValuesPerFrame, features.Frames];
        for (var frame = 0; frame < features.Frames; frame++)
            for (var value = 0; value < features.ValuesPerFrame; value++)
                rows[value, frame] = features.Frame(frame)[value];
        return rows;
    }
}
