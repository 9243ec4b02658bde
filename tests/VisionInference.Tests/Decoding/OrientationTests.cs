using Kws.VisionInference.Decoding;

namespace Kws.VisionInference.Tests.Decoding;

/// <summary>The eight orientations form a group: what turns and flips make of each other.</summary>
public sealed class OrientationTests
{
    public static TheoryData<int> Tags => [.. Enumerable.Range(1, 8)];

    [Fact]
    public void FromExif_OfTheEightTags_AreEightOrientations() =>
        Assert.Equal(8, Enumerable.Range(1, 8).Select(Orientation.FromExif).Distinct().Count());

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void FromExif_OfAnotherTag_IsUpright(int tag) =>
        Assert.Equal(Orientation.Upright, Orientation.FromExif(tag));

    [Theory]
    [MemberData(nameof(Tags))]
    public void ThenMirrored_Twice_ChangesNothing(int tag)
    {
        var orientation = Orientation.FromExif(tag);

        Assert.Equal(orientation, orientation.ThenMirrored().ThenMirrored());
        Assert.NotEqual(orientation, orientation.ThenMirrored());
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void ThenRotated_QuarterByQuarter_EqualsTheWholeTurn(int tag)
    {
        var turned = Orientation.FromExif(tag);
        for (var degrees = 0; degrees < 360; degrees += 90)
        {
            Assert.Equal(turned, Orientation.FromExif(tag).ThenRotated(degrees));
            turned = turned.ThenRotated(90);
        }

        Assert.Equal(Orientation.FromExif(tag), turned);
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void ThenRotated_ByHalfATurn_FlipsBothSides(int tag)
    {
        var orientation = Orientation.FromExif(tag);

        Assert.Equal(
            orientation with { FlippedX = !orientation.FlippedX, FlippedY = !orientation.FlippedY },
            orientation.ThenRotated(180));
    }

    [Theory]
    [InlineData(90, 6)]
    [InlineData(180, 3)]
    [InlineData(270, 8)]
    public void ThenRotated_OfAnUprightPicture_IsTheTagOfThatTurn(int degrees, int tag) =>
        Assert.Equal(Orientation.FromExif(tag), Orientation.Upright.ThenRotated(degrees));

    [Theory]
    [MemberData(nameof(Tags))]
    public void ThenMirrored_BetweenTwoOppositeTurns_IsAMirrorOfTheOtherAxis(int tag)
    {
        var orientation = Orientation.FromExif(tag);

        Assert.Equal(
            orientation.ThenMirrored().ThenRotated(180),
            orientation.ThenRotated(90).ThenMirrored().ThenRotated(270));
    }
}
