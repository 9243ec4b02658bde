using Kws.TestSupport.Fuzzing;
using Kws.VisionInference.Decoding;
using Kws.VisionInference.Tests.Pictures;

namespace Kws.VisionInference.Tests.Decoding;

/// <summary>Whatever a picture holds, it is decoded or refused in words, soon and within bounds.</summary>
public sealed class DecoderFuzzTests
{
    private const long MostGrowth = 1L << 30;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Pictures => [.. Directory
        .EnumerateFiles(Repository.PathOf("training", "tests", "golden", "odd-pictures"))
        .Concat(Directory.EnumerateFiles(Repository.PathOf("tests", "VisionInference.Tests", "Pictures")))
        .Where(file => Path.GetExtension(file) is ".jpg" or ".png")
        .Select(file => Path.GetRelativePath(Repository.PathOf("."), file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Decode_OfAMutatedPicture_ReadsOrRefuses(string picture)
    {
        var sound = File.ReadAllBytes(Repository.PathOf(picture));
        var before = Environment.WorkingSet;
        FuzzRun.ForEach(60, s_longest, random => DecodeOrRefuse(ByteMutation.Mutate(sound, random)));
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, MostGrowth);
    }

    // A cut frame may never pass for whole, whatever its header holds besides.
    [Fact]
    public void Decode_OfACutPictureWithAMutatedHeader_IsRefused()
    {
        var sound = TestPictures.File("subsampled.jpg");
        FuzzRun.ForEach(300, s_longest, random =>
        {
            // The JFIF segment may change; tables and frame header stay.
            byte[] mutated = [0xFF, 0xD8, 0xFF, .. ByteMutation.Mutate(sound[3..20], random)];
            byte[] cut = [.. mutated, .. sound[20..^random.Next(4, 20)]];
            try
            {
                TestPictures.Decode(random.Next(2) == 0 ? cut : [.. cut, 0xFF, 0xD9]).Dispose();
            }
            catch (InvalidImageException)
            {
                return;
            }
            Assert.Fail($"taken as whole: {Convert.ToHexString(cut)}");
        });
    }

    [SkippableTheory]
    [InlineData("subsampled.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("grey.jpg")]
    public void Decode_OfAMutatedJpeg_IsWhatLibjpegReads(string picture)
    {
        using var other = Libjpeg.Start();
        var (compared, sound) = (0, TestPictures.File(picture));
        FuzzRun.ForEach(400, s_longest, random =>
        {
            var jpeg = Damaged(sound, random);
            if (Decoded(jpeg) is not { Flaw: null } ours || other.Read(jpeg) is not { } theirs)
                return;
            compared++;
            Assert.Equal((theirs.Width, theirs.Height), (ours.Width, ours.Height));
            Assert.True(ours.Pixels[..theirs.Rgb.Length].SequenceEqual(theirs.Rgb), Convert.ToHexString(jpeg));
        });
        Assert.True(compared > 20, $"only {compared} pictures were read by both");
    }

    // Of what is changed much nearly all is refused: half are changed in one byte.
    private static byte[] Damaged(byte[] sound, Random random)
    {
        if (random.Next(2) == 0)
            return ByteMutation.Mutate(sound, random);
        byte[] jpeg = [.. sound];
        jpeg[random.Next(jpeg.Length)] ^= (byte)(1 << random.Next(8));
        return jpeg;
    }

    private static PixelImage? Decoded(byte[] picture)
    {
        try
        {
            return TestPictures.Decode(picture);
        }
        catch (InvalidImageException)
        {
            return null;
        }
    }

    private static void DecodeOrRefuse(byte[] picture)
    {
        try
        {
            using var image = TestPictures.Decode(picture);
            Assert.Equal(image.Width * image.Height * PixelImage.Channels, image.Pixels.Length);
        }
        catch (InvalidImageException e)
        {
            Assert.Contains("allowed", e.Message, StringComparison.Ordinal);
        }
    }
}
