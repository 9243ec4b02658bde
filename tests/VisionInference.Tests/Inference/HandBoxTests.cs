using Kws.VisionInference.Inference;
using Kws.VisionInference.Preprocessing;

namespace Kws.VisionInference.Tests.Inference;

/// <summary>From what the model says of the hand to a part of the picture.</summary>
public sealed class HandBoxTests
{
    [Fact]
    public void Find_WithinTheWholePicture_IsInItsShares() =>
        AssertNear(new(0.65f, 0.2f, 0.85f, 0.4f), HandBox.Find([0.5f, -0.4f, 0.2f, 1], RegionOfInterest.All));

    [Fact]
    public void Find_WithinAPart_IsInSharesOfTheWhole() => AssertNear(
        new(0.5f + 0.65f / 2, 0.25f + 0.2f / 2, 0.5f + 0.85f / 2, 0.25f + 0.4f / 2),
        HandBox.Find([0.5f, -0.4f, 0.2f, 1], new RegionOfInterest(0.5f, 0.25f, 1, 0.75f)));

    [Fact]
    public void Find_BeyondWhatWasSeen_IsCutOffThere() =>
        AssertNear(new(0.75f, 0, 1, 0.25f), HandBox.Find([0.9f, -0.9f, 0.9f, 1], new(0.5f, 0, 1, 0.5f)));

    [Theory]
    [InlineData(0f)]
    [InlineData(0.49f)]
    [InlineData(float.NaN)]
    public void Find_NoHandForSure_IsNone(float sureness) =>
        Assert.Null(HandBox.Find([0, 0, 0.5f, sureness], RegionOfInterest.All));

    [Theory]
    [InlineData(float.NaN, 0.5f)]
    [InlineData(0, float.NaN)]
    [InlineData(3, 0.5f)]
    [InlineData(0, -0.5f)]
    [InlineData(float.PositiveInfinity, 0.5f)]
    public void Find_PlaceThatIsNone_IsNone(float across, float half) =>
        Assert.Null(HandBox.Find([across, 0, half, 1], RegionOfInterest.All));

    [Fact]
    public void Find_ModelTellsNone_IsNone() => Assert.Null(HandBox.Find([], RegionOfInterest.All));

    private static void AssertNear(RegionOfInterest expected, RegionOfInterest? found)
    {
        var box = Assert.NotNull(found);
        Assert.Equal(expected.Left, box.Left, 1e-5f);
        Assert.Equal(expected.Top, box.Top, 1e-5f);
        Assert.Equal(expected.Right, box.Right, 1e-5f);
        Assert.Equal(expected.Bottom, box.Bottom, 1e-5f);
    }
}
