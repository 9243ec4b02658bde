using Kws.Cli.Output;
using Kws.Evaluation;

namespace Kws.Cli.Evaluating;

/// <summary>Draws a confusion matrix: rows are what was said, columns what was heard, darker is a larger share of the row.</summary>
internal static class ConfusionImage
{
    private const int Cell = 40;
    private const int Gap = 2;

    /// <summary>A PNG of labels x labels squares; right answers are blue, wrong ones red.</summary>
    public static byte[] ToPng(ConfusionMatrix matrix)
    {
        int labels = matrix.Labels.Count, side = (labels * Cell) + Gap;
        byte[] pixels = new byte[side * side * 3];
        Array.Fill(pixels, (byte)255);
        for (int said = 0; said < labels; said++)
            for (int heard = 0; heard < labels; heard++)
                Fill(pixels, side, said, heard, matrix[said, heard] / (double)Math.Max(1, matrix.Count(said)));
        return PngFormat.Encode(pixels, side, side);
    }

    private static void Fill(byte[] pixels, int side, int row, int column, double share)
    {
        // The root makes single errors visible beside hundreds of right answers.
        byte light = (byte)Math.Round(245 * (1 - Math.Sqrt(share)));
        (byte red, byte green, byte blue) = row == column ? (light, light, (byte)245) : ((byte)245, light, light);
        for (int y = (row * Cell) + Gap; y < (row + 1) * Cell; y++)
            for (int x = (column * Cell) + Gap; x < (column + 1) * Cell; x++)
                (pixels[3 * ((y * side) + x)], pixels[(3 * ((y * side) + x)) + 1], pixels[(3 * ((y * side) + x)) + 2]) = (red, green, blue);
    }
}
