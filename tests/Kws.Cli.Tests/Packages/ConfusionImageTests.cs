using Kws.Cli.Packages;
using Kws.Evaluation;

namespace Kws.Cli.Tests.Packages;

public sealed class ConfusionImageTests
{
    private const int Cell = 56;

    [SkippableFact]
    public async Task Image_RightAndWrongAnswers_AreBlueAndRedByTheirShare()
    {
        var printed = await PythonReader.RunAsync(
            $"""
            import sys, io; from PIL import Image
            i = Image.open(io.BytesIO(sys.stdin.buffer.read())).convert('RGB')
            cell = lambda said, heard: i.getpixel((100 + {Cell} * heard + 6, 30 + {Cell} * said + 6))
            print(i.size, cell(0, 0), cell(0, 1), cell(1, 0), cell(1, 1))
            """,
            ConfusionImage.ToPng(Matrix()));

        // Of "yes" 3 of 4 are right; of "no" all.
        Assert.Equal("(292, 202) (33, 33, 245) (245, 122, 122) (245, 245, 245) (0, 0, 245)", printed);
    }

    [Fact]
    public void Image_OfTheSameMatrix_IsTheSameFile() =>
        Assert.Equal(ConfusionImage.ToPng(Matrix()), ConfusionImage.ToPng(Matrix()));

    private static ConfusionMatrix Matrix()
    {
        var matrix = new ConfusionMatrix(["yes", "no"]);
        foreach (var (said, heard) in new[] { (0, 0), (0, 0), (0, 0), (0, 1), (1, 1) })
            matrix.Add(said, heard);
        return matrix;
    }
}
