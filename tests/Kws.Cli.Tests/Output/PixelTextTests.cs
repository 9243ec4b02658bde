using Kws.Cli.Output;

namespace Kws.Cli.Tests.Output;

public sealed class PixelTextTests
{
    [Fact]
    public void Draw_OfAText_SetsItsDots()
    {
        byte[] pixels = new byte[11 * 7 * 3];
        PixelText.Draw(pixels, 11, 0, 0, "t1", 1, (255, 255, 255));
        string[] rows = [.. Enumerable.Range(0, 7).Select(y => string.Concat(Enumerable.Range(0, 11).Select(x => pixels[3 * ((y * 11) + x)] > 0 ? '#' : '.')))];
        Assert.Equal(
            ["#####...#..", "..#....##..", "..#.....#..", "..#.....#..", "..#.....#..", "..#.....#..", "..#....###."], rows);
    }

    [Theory]
    [InlineData(-3, -3)]
    [InlineData(8, 5)]
    public void Draw_PartlyOutside_LeavesThatOut(int x, int y)
    {
        byte[] pixels = new byte[11 * 7 * 3];
        PixelText.Draw(pixels, 11, x, y, "8é", 2, (1, 1, 1));
        Assert.Contains((byte)1, pixels);
    }
}
