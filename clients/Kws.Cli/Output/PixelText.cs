namespace Kws.Cli.Output;

/// <summary>Short labels on pictures: capitals, digits and a few signs, five dots wide and seven high.</summary>
internal static class PixelText
{
    private const int GlyphWidth = 5;
    private const int GlyphHeight = 7;

    // One string a glyph, rows from the top in base 32: the highest of five bits is the leftmost dot.
    private static readonly Dictionary<char, string> Glyphs = new()
    {
        ['A'] = "EHHVHHH",
        ['B'] = "UHHUHHU",
        ['C'] = "EHGGGHE",
        ['D'] = "UHHHHHU",
        ['E'] = "VGGUGGV",
        ['F'] = "VGGUGGG",
        ['G'] = "EHGNHHF",
        ['H'] = "HHHVHHH",
        ['I'] = "E44444E",
        ['J'] = "111111E",
        ['K'] = "HIKOKIH",
        ['L'] = "GGGGGGV",
        ['M'] = "HRLLHHH",
        ['N'] = "HPLJHHH",
        ['O'] = "EHHHHHE",
        ['P'] = "UHHUGGG",
        ['Q'] = "EHHHLID",
        ['R'] = "UHHUKIH",
        ['S'] = "FGGE11U",
        ['T'] = "V444444",
        ['U'] = "HHHHHHE",
        ['V'] = "HHHHHA4",
        ['W'] = "HHHLLRH",
        ['X'] = "HHA4AHH",
        ['Y'] = "HHA4444",
        ['Z'] = "V1248GV",
        ['0'] = "EHJLPHE",
        ['1'] = "4C4444E",
        ['2'] = "EH1248V",
        ['3'] = "V2421HE",
        ['4'] = "26AIV22",
        ['5'] = "VGU11HE",
        ['6'] = "68GUHHE",
        ['7'] = "V124888",
        ['8'] = "EHHEHHE",
        ['9'] = "EHHF12C",
        ['.'] = "00000CC",
        ['%'] = "OP248J3",
        ['-'] = "000V000",
        ['_'] = "000000V",
        [' '] = "0000000",
        ['?'] = "EH12404",
    };

    /// <summary>The width in pixels of <paramref name="text"/>.</summary>
    public static int Width(string text, int scale) => Math.Max(0, (text.Length * (GlyphWidth + 1)) - 1) * scale;

    /// <summary>The height in pixels of any text.</summary>
    public static int Height(int scale) => GlyphHeight * scale;

    /// <summary>Draws into RGB <paramref name="pixels"/> of <paramref name="width"/> a row, the text's upper left corner at (x, y); what lies outside is left out.</summary>
    public static void Draw(Span<byte> pixels, int width, int x, int y, string text, int scale, (byte Red, byte Green, byte Blue) colour)
    {
        int height = pixels.Length / (3 * width);
        for (int index = 0; index < text.Length; index++)
        {
            string glyph = Glyphs.GetValueOrDefault(char.ToUpperInvariant(text[index]), Glyphs['?']);
            for (int dot = 0; dot < GlyphWidth * GlyphHeight * scale * scale; dot++)
            {
                int column = dot % (GlyphWidth * scale), row = dot / (GlyphWidth * scale);
                int left = x + (index * (GlyphWidth + 1) * scale) + column, top = y + row;
                if (IsSet(glyph, row / scale, column / scale) && left >= 0 && left < width && top >= 0 && top < height)
                    (pixels[3 * ((top * width) + left)], pixels[(3 * ((top * width) + left)) + 1], pixels[(3 * ((top * width) + left)) + 2]) = colour;
            }
        }
    }

    private static bool IsSet(string glyph, int row, int column)
    {
        int bits = char.IsAsciiDigit(glyph[row]) ? glyph[row] - '0' : glyph[row] - 'A' + 10;
        return (bits >> (GlyphWidth - 1 - column) & 1) != 0;
    }
}
