using Kws.Models;
using Kws.VisionInference.Decoding;
using Kws.VisionInference.Preprocessing;

namespace Kws.VisionInference.Tests.Preprocessing;

/// <summary>Where the used pixels lie, how they are weighted, and where they are written.</summary>
public sealed class PictureGeometryTests
{
    [Theory]
    [InlineData(40, 20, 10, 0, 20, 20)]
    [InlineData(20, 40, 0, 10, 20, 20)]
    [InlineData(41, 20, 10, 0, 20, 20)]
    [InlineData(7, 7, 0, 0, 7, 7)]
    [InlineData(1, 9, 0, 4, 1, 1)]
    public void Locate_OfTheCentreSquare_LeavesAnOddPixelAtTheFarSide(
        int width, int height, int left, int top, int side, int alsoSide) =>
        Assert.Equal(new PixelArea(left, top, side, alsoSide), PictureGeometry.Locate(
            width, height, Orientation.Upright, RegionOfInterest.All, ImageCrop.CentreSquare));

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 70, 0)]
    [InlineData(3, 70, 40)]
    [InlineData(4, 0, 40)]
    [InlineData(5, 0, 0)]
    [InlineData(6, 0, 30)]
    [InlineData(7, 60, 30)]
    [InlineData(8, 60, 0)]
    public void Locate_OfTheUpperLeftCorner_IsWhereTheOrientationPutsIt(int tag, int left, int top)
    {
        // The stored picture is 100 x 50; the corner is 30 % of the upright width and 20 % of its height.
        var orientation = Orientation.FromExif(tag);
        var (width, height) = orientation.Transposed ? (50, 100) : (100, 50);
        var corner = orientation.Transposed ? (Width: 20, Height: 40) : (Width: 30, Height: 10);
        var region = new RegionOfInterest(0, 0, (corner.Width - 0.5f) / width, (corner.Height - 0.5f) / height);

        var area = PictureGeometry.Locate(100, 50, orientation, region, ImageCrop.Stretch);

        Assert.Equal(orientation.Transposed
            ? new PixelArea(left, top, corner.Height, corner.Width)
            : new PixelArea(left, top, corner.Width, corner.Height), area);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    public void SharesOf_TheCentreSquareOfAPart_AreOfTheUprightPictureWhateverItsOrientation(int tag)
    {
        // Upright it is 100 x 50.
        var orientation = Orientation.FromExif(tag);
        var (width, height) = orientation.Transposed ? (50, 100) : (100, 50);

        var shares = PictureGeometry.SharesOf(
            width, height, orientation, new RegionOfInterest(0.5f, 0, 1, 0.4f), ImageCrop.CentreSquare);

        // Of the part's 50 x 20 pixels the middle 20.
        Assert.Equal(new RegionOfInterest(0.65f, 0, 0.85f, 0.4f), shares);
    }

    [Theory]
    [InlineData(0f, 1f, 0, 10)]
    [InlineData(0.5f, 0.6f, 5, 1)]
    [InlineData(0.55f, 0.56f, 5, 1)]
    [InlineData(0.99f, 1f, 9, 1)]
    [InlineData(0.999999f, 1f, 9, 1)]
    [InlineData(0f, 0.0001f, 0, 1)]
    [InlineData(0.05f, 0.95f, 0, 10)]
    public void Locate_OfARegion_TakesEachPixelThatItTouches(float from, float to, int first, int count) =>
        Assert.Equal(new PixelArea(first, 0, count, 1), PictureGeometry.Locate(
            10, 1, Orientation.Upright, new RegionOfInterest(from, 0, to, 1), ImageCrop.Stretch));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8)]
    [InlineData(7, 3)]
    [InlineData(3, 7)]
    [InlineData(64, 64)]
    [InlineData(1_000, 17)]
    public void AxisWeights_OfAnyLengths_SumToOneWithinTheAxis(int source, int target)
    {
        var axis = AxisWeights.For(source, target);

        for (var i = 0; i < target; i++)
        {
            var weights = axis.Weights(i).ToArray();
            Assert.Equal(1, weights.Sum(), 1e-5f);
            Assert.InRange(axis.First(i), 0, source - weights.Length);
            Assert.All(weights, weight => Assert.InRange(weight, 0, 1));
        }
    }

    [Fact]
    public void AxisWeights_OfTheSameLength_TakeEachPixelItself()
    {
        var axis = AxisWeights.For(5, 5);

        for (var i = 0; i < 5; i++)
            Assert.Equal(1, axis.Weights(i)[i - axis.First(i)], 1e-6f);
    }

    [Fact]
    public void AxisWeights_OfHalfTheLength_AverageWithATriangle()
    {
        var axis = AxisWeights.For(8, 4);

        Assert.Equal(1, axis.First(1));
        Assert.Equal([0.125f, 0.375f, 0.375f, 0.125f], axis.Weights(1).ToArray());
    }

    [Fact]
    public void AxisWeights_OfManyLengths_StayRightWhenTheCacheStartsAnew()
    {
        var before = AxisWeights.For(9, 4).Weights(2).ToArray();
        for (var length = 1; length < 600; length++)
            AxisWeights.For(length, 1);

        Assert.Equal(before, AxisWeights.For(9, 4).Weights(2).ToArray());
    }

    [Fact]
    public void Prepare_OfBgrPlanes_NormalisesEachPlaneByItsOwnFigures()
    {
        var spec = new ImageSpec
        {
            WidthPixels = 1,
            HeightPixels = 1,
            ColourOrder = ColourOrder.Bgr,
            Mean = [0.1f, 0.2f, 0.3f],
            Scale = [1, 2, 4],
            Crop = ImageCrop.Stretch,
        };
        using var image = new PixelImage(1, 1);
        ((byte[])[255, 51, 102]).CopyTo(image.Pixels);
        var tensor = new float[3];

        PicturePreprocessor.Prepare(image, PictureView.Whole, spec, tensor);

        Assert.Equal((0.4f - 0.1f) / 1, tensor[0], 1e-6f);
        Assert.Equal((0.2f - 0.2f) / 2, tensor[1], 1e-6f);
        Assert.Equal((1.0f - 0.3f) / 4, tensor[2], 1e-6f);
    }
}
