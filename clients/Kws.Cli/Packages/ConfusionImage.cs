using System.Globalization;
using Kws.Cli.Output;
using Kws.Evaluation;

namespace Kws.Cli.Packages;

/// <summary>Draws a confusion matrix: rows are what was said, columns what was heard, darker is a larger share of the row.</summary>
internal static class ConfusionImage
{
    private const int Cell = 48;
    private const int Gap = 2;
    private const int Large = 2;
    private const int Margin = 8;
    private static readonly (byte, byte, byte) Black = (0, 0, 0);
    private static readonly (byte, byte, byte) White = (255, 255, 255);

    /// <summary>A PNG of labels x labels squares with their counts, and each row's recall; right answers are blue, wrong ones red.</summary>
    public static byte[] ToPng(ConfusionMatrix matrix)
    {
        int labels = matrix.Labels.Count;
        int left = matrix.Labels.Max(label => PixelText.Width(label, Large)) + (2 * Margin);
        int top = PixelText.Height(1) + (2 * Margin);
        int width = left + (labels * Cell) + PixelText.Width("100.0%", Large) + (2 * Margin);
        byte[] pixels = new byte[width * (top + (labels * Cell) + Margin) * 3];
        Array.Fill(pixels, (byte)255);
        for (int said = 0; said < labels; said++)
        {
            int y = top + (said * Cell);
            Centred(pixels, width, left + (said * Cell) + (Cell / 2), top - (top / 2), matrix.Labels[said], 1, Black);
            PixelText.Draw(pixels, width, Margin, Middle(y, Large), matrix.Labels[said], Large, Black);
            for (int heard = 0; heard < labels; heard++)
                DrawCell(pixels, width, left + (heard * Cell), y, matrix[said, heard], matrix.Count(said), said == heard);
            if (matrix.Count(said) > 0)
                PixelText.Draw(pixels, width, left + (labels * Cell) + Margin, Middle(y, Large), Percent(matrix, said), Large, Black);
        }
        return PngFormat.Encode(pixels, width, pixels.Length / (3 * width));
    }

    private static string Percent(ConfusionMatrix matrix, int said) =>
        (100.0 * matrix[said, said] / matrix.Count(said)).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private static void DrawCell(byte[] pixels, int width, int x, int y, long count, long ofRow, bool right)
    {
        // The root makes single errors visible beside hundreds of right answers.
        byte light = (byte)Math.Round(245 * (1 - Math.Sqrt(count / (double)Math.Max(1, ofRow))));
        (byte red, byte green, byte blue) = right ? (light, light, (byte)245) : ((byte)245, light, light);
        for (int row = y + Gap; row < y + Cell; row++)
            for (int column = x + Gap; column < x + Cell; column++)
                (pixels[3 * ((row * width) + column)], pixels[(3 * ((row * width) + column)) + 1], pixels[(3 * ((row * width) + column)) + 2]) = (red, green, blue);
        if (count > 0)
            Centred(pixels, width, x + ((Cell + Gap) / 2), y + ((Cell + Gap) / 2), count.ToString(CultureInfo.InvariantCulture), count < 1000 ? Large : 1, light < 110 ? White : Black);
    }

    private static void Centred(byte[] pixels, int width, int x, int y, string text, int scale, (byte, byte, byte) colour) =>
        PixelText.Draw(pixels, width, x - (PixelText.Width(text, scale) / 2), y - (PixelText.Height(scale) / 2), text, scale, colour);

    private static int Middle(int y, int scale) => y + ((Cell - PixelText.Height(scale)) / 2);
}
