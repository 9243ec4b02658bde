using Kws.VisionInference.Preprocessing;
using Kws.VisionInference.Reading;

namespace Kws.VisionInference.Tests.Reading;

/// <summary>Hands that go along lines, as a camera of 15 frames a second follows them.</summary>
public sealed class MotionLettersTests
{
    private const float Side = 0.2f;

    private static readonly string[] Labels = ["A", "D", "I", "nothing"];
    private static readonly (float, float)[] Z = [(0, 0), (1, 0), (0, 1), (1, 1)];
    private static readonly (float, float)[] J =
        [(0, 0), (0, 0.8f), (-0.07f, 0.95f), (-0.25f, 1), (-0.43f, 0.95f), (-0.5f, 0.8f), (-0.5f, 0.65f)];

    [Theory]
    [InlineData('D', "Z")]
    [InlineData('I', "J")]
    public void Add_OfAShapeThatDrawsItsLetter_ReadsItOnce(char shape, string letter)
    {
        foreach (var isMirrored in (bool[])[false, true])
            foreach (var framesASecond in (int[])[8, 15, 30])
                foreach (var seconds in (float[])[0.6f, 1.2f, 2])
                {
                    // Fewer frames do not show a line's corners.
                    if (framesASecond * seconds < 9)
                        continue;
                    var line = letter == "Z" ? Z : J;
                    var read = Read(shape, isMirrored ? Mirrored(line) : line, framesASecond, seconds);

                    Assert.True(read.Count == 1,
                        $"{read.Count} letters at {framesASecond} a second in {seconds} s, mirrored {isMirrored}");
                    var only = read[0];
                    Assert.Equal((letter, shape.ToString()), (only.Letter.Letter, only.Shape));
                    Assert.InRange((only.Letter.Committed - only.Letter.FirstCaptured).TotalSeconds, seconds - 0.4,
                        seconds + 0.4);
                }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public void Add_OfALineThatIsTilted_ReadsIt(double degrees)
    {
        Assert.Equal("Z", Assert.Single(Read('D', Tilted(Z, degrees))).Letter.Letter);
        Assert.Equal("J", Assert.Single(Read('I', Tilted(J, degrees))).Letter.Letter);
    }

    [Fact]
    public void Add_OfAnotherShape_ReadsNothing()
    {
        Assert.Empty(Read('A', Z));
        Assert.Empty(Read('A', J));
        Assert.Empty(Read('I', Z));
        Assert.Empty(Read('D', J));
    }

    [Theory]
    [InlineData("0,0 0,0")]
    [InlineData("0,0 1,0")]
    [InlineData("0,0 0,1")]
    [InlineData("0,1 0,0")]
    [InlineData("0,0 1,1")]
    [InlineData("0,0 1,0 0,0")]
    [InlineData("0,0 0,1 0,0")]
    [InlineData("0,0 1,0 0,0 1,0")]
    [InlineData("0,0 0,1 1,1")]
    [InlineData("0,0 1,0 1,1")]
    [InlineData("0,0 0.5,1 1,0")]
    [InlineData("0,1 0.5,0 1,1")]
    [InlineData("0.5,0 0.15,0.15 0,0.5 0.15,0.85 0.5,1 0.85,0.85 1,0.5 0.85,0.15 0.5,0")]
    public void Add_OfAnotherLine_ReadsNothing(string line)
    {
        (float, float)[] corners = [.. line.Split(' ').Select(corner => corner.Split(','))
            .Select(c => (float.Parse(c[0], Invariant), float.Parse(c[1], Invariant)))];

        Assert.Empty(Read('I', corners));
        Assert.Empty(Read('D', corners));
    }

    [Fact]
    public void Add_OfAMotionThatIsSmall_ReadsNothing()
    {
        Assert.Empty(Read('D', Z, extent: 0.3f));
        Assert.Empty(Read('I', J, extent: 0.2f));
    }

    [Fact]
    public void Add_HandLostOnTheWay_ReadsNothing()
    {
        var frame = 0;

        Assert.Empty(Read('D', Z, hide: _ => frame++ is > 12 and < 20));
    }

    [Fact]
    public void Add_HandLostForAFrame_ReadsTheLetter()
    {
        var frame = 0;

        Assert.Single(Read('D', Z, hide: _ => frame++ == 14));
    }

    [Fact]
    public void Add_HandThatNeverRests_ReadsNothing()
    {
        var motion = new MotionLetters(Labels);
        var random = new Random(1);
        for (var frame = 0; frame < 3000; frame++)
            Assert.Null(motion.Add(Posteriors('D'), Square(random.NextSingle(), random.NextSingle()), Time(frame, 15)));
    }

    [Fact]
    public void Add_FramesWithoutEnd_KeepsFew()
    {
        var motion = new MotionLetters(Labels);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var frame = 0; frame < 20_000; frame++)
            motion.Add(Posteriors('D'), Square(0.5f, 0.5f), Time(frame, 1000));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20_000 * 1024, "1 kB a frame");
    }

    [Fact]
    public void IsDrawing_OnTheWayInAShape_IsTrue()
    {
        var motion = new MotionLetters(Labels);
        for (var frame = 0; frame < 10; frame++)
            motion.Add(Posteriors('D'), Square(0.3f, 0.3f), Time(frame, 15));
        Assert.False(motion.IsDrawing);

        motion.Add(Posteriors('D'), Square(0.4f, 0.3f), Time(10, 15));
        Assert.True(motion.IsDrawing);

        for (var frame = 11; frame < 20; frame++)
            motion.Add(Posteriors('D'), Square(0.4f, 0.3f), Time(frame, 15));
        Assert.False(motion.IsDrawing);
    }

    private static readonly IFormatProvider Invariant = System.Globalization.CultureInfo.InvariantCulture;

    /// <summary>A hand rests for 0.6 s, goes along a line, and rests again.</summary>
    private static List<DrawnLetter> Read(
        char shape, (float X, float Y)[] line, int framesASecond = 15, float seconds = 1.2f, float extent = 1.2f,
        Func<int, bool>? hide = null)
    {
        var motion = new MotionLetters(Labels);
        var random = new Random(5);
        var read = new List<DrawnLetter>();
        var rest = (int)MathF.Ceiling(0.6f * framesASecond);
        var way = (int)(seconds * framesASecond);
        for (var frame = 0; frame < 2 * rest + way; frame++)
        {
            var (x, y) = At(line, Math.Clamp((frame - rest) / (float)way, 0, 1));
            var hand = Square(0.5f + (x * extent + Jitter()) * Side / 2, 0.3f + (y * extent + Jitter()) * Side);
            if (motion.Add(Posteriors(shape), hide?.Invoke(frame) == true ? null : hand, Time(frame, framesASecond)) is
                { } letter)
                read.Add(letter);
        }
        return read;

        float Jitter() => (random.NextSingle() - 0.5f) * 0.04f;
    }

    private static (float X, float Y) At((float X, float Y)[] line, float share)
    {
        var lengths = line.Zip(line.Skip(1), (a, b) => MathF.Sqrt(MathF.Pow(a.X - b.X, 2) + MathF.Pow(a.Y - b.Y, 2)))
            .ToArray();
        var left = share * lengths.Sum();
        var part = 0;
        while (part < lengths.Length - 1 && left > lengths[part])
            left -= lengths[part++];
        var t = lengths[part] > 0 ? left / lengths[part] : 0;
        var (from, to) = (line[part], line[part + 1]);
        return (from.X + t * (to.X - from.X), from.Y + t * (to.Y - from.Y));
    }

    private static (float, float)[] Mirrored((float X, float Y)[] line) =>
        [.. line.Select(place => (-place.X, place.Y))];

    private static (float, float)[] Tilted((float X, float Y)[] line, double degrees)
    {
        var (sin, cos) = ((float)Math.Sin(double.DegreesToRadians(degrees)),
            (float)Math.Cos(double.DegreesToRadians(degrees)));
        return [.. line.Select(place => (place.X * cos - place.Y * sin, place.X * sin + place.Y * cos))];
    }

    // Half as wide as it is high in shares: a wide picture.
    private static RegionOfInterest Square(float x, float y) =>
        new(x - Side / 4, y - Side / 2, x + Side / 4, y + Side / 2);

    private static TimeSpan Time(int frame, int framesASecond) => TimeSpan.FromSeconds((double)frame / framesASecond);

    private static float[] Posteriors(char letter)
    {
        var posteriors = new float[Labels.Length];
        Array.Fill(posteriors, 0.1f);
        posteriors[Array.IndexOf(Labels, letter.ToString())] = 0.7f;
        return posteriors;
    }
}
