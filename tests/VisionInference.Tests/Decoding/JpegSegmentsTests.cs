using Kws.VisionInference.Decoding;

namespace Kws.VisionInference.Tests.Decoding;

/// <summary>Segments of JPEGs written byte by byte (ITU-T T.81, annex B).</summary>
public sealed class JpegSegmentsTests
{
    private static readonly byte[] s_begin = [0xFF, 0xD8];
    private static readonly byte[] s_comment = [0xFF, 0xFE, 0x00, 0x04, 0x41, 0x42];
    private static readonly byte[] s_scan = [0xFF, 0xDA, 0x00, 0x03, 0x07];
    private static readonly byte[] s_end = [0xFF, 0xD9];

    [Fact]
    public void MoveNext_OfWholeSegments_GivesMarkersAndPayloads() =>
        Assert.Equal(["FE:4142", "FE:", "D9:"], Walk([.. s_begin, .. s_comment, 0xFF, 0xFE, 0, 2, .. s_end]));

    [Fact]
    public void MoveNext_OverFillBytesBeforeAMarker_TakesThemForNoPadding() =>
        Assert.Equal(["FE:4142", "D9:"], Walk([.. s_begin, 0xFF, 0xFF, .. s_comment, 0xFF, .. s_end]));

    [Fact]
    public void MoveNext_OverBytesBetweenSegments_TellsPadding() =>
        Assert.Equal(["FE:4142 padded", "D9:"], Walk([.. s_begin, 1, 2, 3, .. s_comment, .. s_end]));

    [Fact]
    public void MoveNext_OverAStuffedByteBetweenSegments_TellsPadding() =>
        Assert.Equal(["FE:4142 padded", "D9:"], Walk([.. s_begin, 0xFF, 0, .. s_comment, .. s_end]));

    [Fact]
    public void MoveNext_OfAScan_GivesItsDataUpToTheNextMarker() =>
        Assert.Equal(["DA:07 data 0102", "D9:"], Walk([.. s_begin, .. s_scan, 1, 2, .. s_end]));

    [Fact]
    public void MoveNext_OfAScan_KeepsStuffedBytesAndRestartsInItsData() =>
        Assert.Equal(["DA:07 data 01FF0002FFD703", "D9:"],
            Walk([.. s_begin, .. s_scan, 1, 0xFF, 0x00, 2, 0xFF, 0xD7, 3, .. s_end]));

    [Fact]
    public void MoveNext_OfFillBytesBehindAScan_GivesTheMarkerBehindThem() =>
        Assert.Equal(["DA:07 data 01FF", "D9:"], Walk([.. s_begin, .. s_scan, 1, 0xFF, .. s_end]));

    [Fact]
    public void MoveNext_OfTwoScans_GivesEachItsData() =>
        Assert.Equal(["DA:07 data 01", "FE:4142", "DA:07 data 02", "D9:"],
            Walk([.. s_begin, .. s_scan, 1, .. s_comment, .. s_scan, 2, .. s_end]));

    [Theory]
    [InlineData(new byte[] { 1, 2 }, "DA:07 data 0102")]
    [InlineData(new byte[] { 1, 0xFF }, "DA:07 data 01")]
    [InlineData(new byte[] { }, "DA:07")]
    public void MoveNext_OfAScanWithoutAnEnd_GivesWhatThereIs(byte[] data, string expected) =>
        Assert.Equal([expected], Walk([.. s_begin, .. s_scan, .. data]));

    [Fact]
    public void MoveNext_OfATrailingPrefix_IsTheEnd() =>
        Assert.Equal(["FE:4142"], Walk([.. s_begin, .. s_comment, 0xFF]));

    [Fact]
    public void MoveNext_OfNothingBehindTheBegin_IsTheEnd() => Assert.Empty(Walk(s_begin));

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 0 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 1 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 5, 1, 2 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0xFF, 0xFF, 1, 2 })]
    public void MoveNext_OfALengthThatDoesNotFit_NamesTheMarker(byte[] segment)
    {
        var error = Assert.Throws<InvalidImageException>(() => Walk([.. s_begin, .. segment]));

        Assert.Equal("image: the JPEG cannot be read (it ends within the segment of marker 0xFE); allowed: a whole " +
            "JPEG", error.Message);
    }

    [Theory]
    [InlineData(0xC0, true, false)]
    [InlineData(0xC2, true, true)]
    [InlineData(0xCA, true, true)]
    [InlineData(0xCF, true, false)]
    [InlineData(0xC4, false, false)]
    [InlineData(0xC8, false, false)]
    [InlineData(0xCC, false, false)]
    [InlineData(0xD0, false, false)]
    public void Marker_OfAFrame_IsNoTableNorReserved(byte marker, bool isFrame, bool isProgressive)
    {
        Assert.Equal(isFrame, JpegMarker.IsFrame(marker));
        Assert.Equal(isProgressive, JpegMarker.IsProgressive(marker));
    }

    private static List<string> Walk(byte[] jpeg)
    {
        var found = new List<string>();
        var segments = new JpegSegments(jpeg);
        while (segments.MoveNext())
        {
            var data = segments.ScanData.IsEmpty ? "" : $" data {Convert.ToHexString(segments.ScanData)}";
            var padding = segments.HasPadding ? " padded" : "";
            found.Add($"{segments.Marker:X2}:{Convert.ToHexString(segments.Payload)}{data}{padding}");
        }
        return found;
    }
}
