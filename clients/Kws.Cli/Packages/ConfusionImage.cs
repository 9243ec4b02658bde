using System.Globalization;
using Kws.Cli.Output;
using Kws.Evaluation;
using ScottPlot;

namespace Kws.Cli.Packages;

/// <summary>
/// Draws a confusion matrix: rows are what was said, columns what was heard, darker is a larger share of the row.
/// </summary>
internal static class ConfusionImage
{
    private const int Cell = 56;
    private const double Gap = 0.02;
    private static readonly PixelPadding s_margins = new(left: 100, right: 80, bottom: 60, top: 30);

    /// <summary>
    /// A PNG of labels x labels squares with their counts, and each row's recall; right answers are blue, wrong ones
    /// red.
    /// </summary>
    public static byte[] ToPng(ConfusionMatrix matrix)
    {
        PlotFont.Choose();
        using var plot = new Plot();
        var labels = matrix.Labels.Count;
        for (var said = 0; said < labels; said++)
            for (var heard = 0; heard < labels; heard++)
                AddCell(plot, heard, labels - 1 - said, matrix[said, heard], matrix.Count(said), said == heard);
        plot.HideGrid();
        plot.XLabel("heard");
        plot.YLabel("said");
        double[] places = [.. Enumerable.Range(0, labels)];
        plot.Axes.Bottom.SetTicks(places, [.. matrix.Labels]);
        plot.Axes.Left.SetTicks(places, [.. matrix.Labels.Reverse()]);
        plot.Axes.Right.SetTicks(places, [.. places.Select(place => Percent(matrix, labels - 1 - (int)place))]);
        plot.Axes.SetLimits(-0.5, labels - 0.5, -0.5, labels - 0.5);
        plot.Axes.SetLimitsY(-0.5, labels - 0.5, plot.Axes.Right);
        plot.Layout.Fixed(s_margins);
        return plot.GetImageBytes(
            (labels * Cell) + (int)(s_margins.Left + s_margins.Right),
            (labels * Cell) + (int)(s_margins.Top + s_margins.Bottom),
            ImageFormat.Png);
    }

    private static string Percent(ConfusionMatrix matrix, int said) =>
        matrix.Count(said) == 0 ? "" : matrix.Recall(said).ToString("0.0%", CultureInfo.InvariantCulture);

    private static void AddCell(Plot plot, int x, int y, long count, long ofRow, bool right)
    {
        // The root makes single errors visible beside hundreds of right answers.
        var light = (byte)Math.Round(245 * (1 - Math.Sqrt(count / (double)Math.Max(1, ofRow))));
        var square = plot.Add.Rectangle(x - 0.5 + Gap, x + 0.5 - Gap, y - 0.5 + Gap, y + 0.5 - Gap);
        square.FillColor = right ? new Color(light, light, 245) : new Color(245, light, light);
        square.LineWidth = 0;
        if (count == 0)
            return;
        var number = plot.Add.Text(count.ToString(CultureInfo.InvariantCulture), x, y);
        number.LabelAlignment = Alignment.MiddleCenter;
        number.LabelFontSize = 14;
        number.LabelFontColor = light < 110 ? Colors.White : Colors.Black;
    }
}
