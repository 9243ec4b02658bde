using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Training.V1;
using ScottPlot;

namespace Kws.Cli.Training;

/// <summary>Loss and accuracy of a job by epoch. An epoch that was trained again counts as it was last.</summary>
internal sealed class LearningCurves
{
    /// <summary>Of the picture, in pixels.</summary>
    public const int Width = 900, Height = 500;

    /// <summary>Room around the curves for axes, in pixels.</summary>
    public static readonly PixelPadding Margins = new(left: 80, right: 80, bottom: 60, top: 45);

    /// <summary>Of the curves.</summary>
    public static readonly Color LossColor = new(214, 39, 40), AccuracyColor = new(31, 119, 180);

    private readonly SortedDictionary<int, JobProgress> _epochs = [];

    public bool IsEmpty => _epochs.Count == 0;

    public void Add(JobProgress epoch) => _epochs[epoch.Epoch] = epoch;

    /// <summary>Draws them into a PNG file; <c>-</c> is standard output.</summary>
    public Task WriteAsync(CliContext context, string path, string title, CancellationToken cancellationToken) =>
        OutputFile.WriteAsync(context, path, ToPng(title), cancellationToken);

    /// <summary>A PNG of <see cref="Width"/> x <see cref="Height"/> pixels: loss by the left axis, accuracy (0 to 1)
    /// by the right one. Figures that are no numbers are left out.</summary>
    public byte[] ToPng(string title)
    {
        PlotFont.Choose();
        using var plot = new Plot();
        AddCurve(plot, epoch => epoch.Loss, LossColor, plot.Axes.Left);
        AddCurve(plot, epoch => epoch.Accuracy, AccuracyColor, plot.Axes.Right);
        var losses = _epochs.Values.Select(epoch => epoch.Loss).Where(double.IsFinite).DefaultIfEmpty(1).ToArray();
        var (first, last) = (_epochs.Keys.First(), _epochs.Keys.Last());
        plot.Axes.SetLimits(first - 0.5, last + 0.5, Math.Min(0, losses.Min()), Math.Max(1e-6, losses.Max() * 1.05));
        plot.Axes.SetLimitsY(0, 1, plot.Axes.Right);
        plot.Title(title);
        plot.XLabel("epoch");
        plot.YLabel("loss");
        (plot.Axes.Left.Label.ForeColor, plot.Axes.Right.Label.ForeColor) = (LossColor, AccuracyColor);
        plot.Axes.Right.Label.Text = "accuracy";
        plot.Layout.Fixed(Margins);
        return plot.GetImageBytes(Width, Height, ImageFormat.Png);
    }

    private void AddCurve(Plot plot, Func<JobProgress, double> value, Color color, IYAxis axis)
    {
        var points = _epochs.Values.Where(epoch => double.IsFinite(value(epoch))).ToList();
        if (points.Count == 0)
            return;
        double[] epochs = [.. points.Select(epoch => (double)epoch.Epoch)];
        double[] values = [.. points.Select(value)];
        var curve = plot.Add.Scatter(epochs, values, color);
        (curve.LineWidth, curve.MarkerSize) = (2, 6);
        curve.Axes.YAxis = axis;
    }
}
