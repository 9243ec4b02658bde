using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Kws.Evaluation.Tests.Degradations;

public class ClipDegraderTests
{
    private const int RateHz = 16_000;
    private const double OwnHertz = 2_000;

    public static TheoryData<string> Names => [.. Degradation.Known.Select(known => known.Name)];

    public static TheoryData<string> Noisy =>
        [.. Degradation.Known.Where(known => known.SnrDecibels is not null).Select(known => known.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_SameSeed_IsTheSameClipAndNotTheOneAsRecorded(string name)
    {
        var clips = Clips();
        var clip = Degrader(clips).Apply(Condition(name), 0);

        Assert.Equal(clip.Samples, Degrader(clips).Apply(Condition(name), 0).Samples);
        Assert.Equal(clip.Samples, Degrader(clips).Apply(Condition(name))[0].Samples);
        Assert.NotEqual(clips[0].Samples, clip.Samples);
        Assert.Equal((clips[0].Word, clips[0].Speaker), (clip.Word, clip.Speaker));
        // Rounded to 16 bits.
        Assert.All(clip.Samples, sample => Assert.Equal(MathF.Round(sample * 32_768) / 32_768, sample));
    }

    [Theory]
    [InlineData("kitchen-5db")]
    [InlineData("babble-5db")]
    [InlineData("reverberation")]
    public void Apply_OtherSeed_IsAnotherClip(string name) =>
        Assert.NotEqual(Degrader(Clips(), 1).Apply(Condition(name), 0).Samples,
            Degrader(Clips(), 2).Apply(Condition(name), 0).Samples);

    [Theory]
    [MemberData(nameof(Noisy))]
    public void Apply_Noise_LiesSoFarBelowTheWord(string name)
    {
        var clips = Clips();
        var noisy = Degrader(clips).Apply(Condition(name), 0).Samples;

        (var start, var end) = WordExtent.Find(clips[0].Samples);
        var noise = noisy.Zip(clips[0].Samples, (mixed, clean) => mixed - clean).ToArray();

        Assert.Equal(Condition(name).SnrDecibels!.Value,
            20 * Math.Log10(Decibels.Rms(clips[0].Samples.AsSpan(start..end)) / Decibels.Rms(noise)), 0.5);
    }

    [Fact]
    public void Apply_Babble_IsOfOtherSpeakers()
    {
        var clips = Clips();
        var noisy = Degrader(clips).Apply(Condition("babble-0db"), 0).Samples;

        // The clip's own speaker alone has a tone of 2 kHz in another clip.
        var added = noisy.Zip(clips[0].Samples, (mixed, clean) => mixed - clean).ToArray();
        Assert.True(Energy(added, OwnHertz - 20, OwnHertz + 20) < 1e-3 * Energy(added, 100, 1_600));
    }

    [Fact]
    public void HasBabblers_SixSpeakers_AreTooFew()
    {
        var clips = Clips();
        Assert.True(Degrader(clips).HasBabblers);
        Assert.False(Degrader([.. clips.Where(clip => string.CompareOrdinal(clip.Speaker, "s5") <= 0)]).HasBabblers);
    }

    [Theory]
    [InlineData("cut-onset")]
    [InlineData("cut-end")]
    public void Apply_Cut_TakesAQuarterOfTheWord(string name)
    {
        var clips = Clips();
        (var start, var end) = WordExtent.Find(clips[0].Samples);
        var quarter = (end - start) / 4;

        var cut = Degrader(clips).Apply(Condition(name), 0).Samples;

        var expected = name == "cut-onset"
            ? clips[0].Samples[(start + quarter)..]
            : clips[0].Samples[..(end - quarter)];
        Assert.Equal(Decibels.Quantise([.. expected]), cut);
    }

    [Fact]
    public void Apply_Telephone_KeepsItsBandAndNothingElse()
    {
        LabelledClip[] hiss = [new("yes", Hiss(new Random(3), 0.2f)) { Speaker = "a" }];

        var line = Degrader(hiss).Apply(Condition("telephone"), 0).Samples;

        Assert.Equal(hiss[0].Samples.Length, line.Length);
        var before = Energy(hiss[0].Samples, 500, 3_200);
        Assert.InRange(Energy(line, 500, 3_200) / before, 0.8, 1.2);
        Assert.True(Energy(line, 3_600, 8_000) < 1e-5 * before);
        Assert.True(Energy(line, 0, 150) < 1e-4 * before);
    }

    [Fact]
    public void Apply_Clipping_IsTenTimesAsLoudUpToFullScale()
    {
        var clips = Clips();
        var clipped = Degrader(clips).Apply(Condition("clipping"), 0).Samples;

        Assert.InRange(clipped.Count(sample => MathF.Abs(sample) > 0.999f), 1_000, clipped.Length);
        var at = Array.FindIndex(clips[0].Samples, sample => MathF.Abs(sample) is > 0.02f and < 0.09f);
        Assert.Equal(10 * clips[0].Samples[at], clipped[at], 0.001f);
    }

    [Fact]
    public void Apply_Quiet_Is30DecibelsLess()
    {
        var clips = Clips();
        var quiet = Degrader(clips).Apply(Condition("quiet"), 0).Samples;

        Assert.Equal(-30, 20 * Math.Log10(Decibels.Rms(quiet) / Decibels.Rms(clips[0].Samples)), 0.1);
    }

    [Fact]
    public void Apply_Reverberation_DiesAwayBy60DecibelsIn400Milliseconds()
    {
        var click = new float[8_000];
        click[100] = 0.9f;
        LabelledClip[] clips = [new("yes", click) { Speaker = "a" }];

        var room = Degrader(clips).Apply(Condition("reverberation"), 0).Samples;

        // 0.1 s apart it falls by 15 dB; the last of it lies below 16 bits.
        float[] levels = [.. Enumerable.Range(0, 3).Select(at => Decibels.Rms(room.AsSpan(200 + (at * 1_600), 800)))];
        Assert.All(levels.Zip(levels[1..]), pair =>
            Assert.Equal(15, 20 * Math.Log10(pair.First / pair.Second), 2.5));
        Assert.True(room.Length > click.Length);
        Assert.Equal(Decibels.Rms(click), Decibels.Rms(room.AsSpan(0, click.Length)), 1e-3f);
    }

    [Fact]
    public void Find_Names_AreFamiliesConditionsOrAll()
    {
        Assert.Equal(14, Degradation.Find(["all"])!.Count);
        Assert.Equal(["kitchen-20db", "kitchen-10db", "kitchen-5db", "kitchen-0db"],
            Degradation.Find(["kitchen", "kitchen-5db"])!.Select(known => known.Name));
        Assert.Equal(["cut-end", "babble-0db"],
            Degradation.Find(["babble-0db", "cut-end"])!.Select(known => known.Name));
        Assert.Null(Degradation.Find(["quiet", "loud"]));
    }

    [Fact]
    public void ToMetric_Accuracy_TellsIntervalAndWorstWord()
    {
        var matrix = new ConfusionMatrix(["unknown", "yes", "no"]);
        for (var i = 0; i < 10; i++)
        {
            matrix.Add(1, 1);
            matrix.Add(2, i < 5 ? 2 : 0);
        }
        var metric = new DegradedAccuracy("telephone", matrix).ToMetric(7);

        Assert.Equal(("clips.telephone.accuracy", 0.75, 20), (metric.Name, metric.Value, (int)metric.Samples));
        Assert.Equal("validation speakers, seed 7: 95 % interval 0.5313 to 0.8881; worst no 0.5000", metric.Data);
        Assert.True(DegradedAccuracy.IsMetric(metric.Name));
    }

    private static Degradation Condition(string name) => Degradation.Known.Single(known => known.Name == name);

    private static ClipDegrader Degrader(IReadOnlyList<LabelledClip> clips, int seed = 1) =>
        new(clips, new NoiseBank([Hiss(new Random(9), 0.1f, 40_000)]), seed);

    /// <summary>Two clips of one speaker and one each of eight others.</summary>
    private static LabelledClip[] Clips() =>
    [
        new("yes", Tones.Clip(Tones.YesHertz, amplitude: 0.15f)) { Speaker = "s0" },
        new("no", Tones.Clip(OwnHertz)) { Speaker = "s0" },
        .. Enumerable.Range(1, 8).Select(speaker =>
            new LabelledClip("bird", Tones.Clip(500 + (100 * speaker))) { Speaker = $"s{speaker}" }),
    ];

    private static float[] Hiss(Random random, float amplitude, int length = 16_000) =>
        [.. Enumerable.Range(0, length).Select(_ => amplitude * ((2 * random.NextSingle()) - 1))];

    private static double Energy(float[] samples, double fromHz, double toHz)
    {
        Complex[] spectrum = [.. samples.Select(sample => new Complex(sample, 0))];
        Fourier.Forward(spectrum, FourierOptions.AsymmetricScaling);
        return Enumerable.Range(0, spectrum.Length / 2)
            .Where(bin => bin * (double)RateHz / spectrum.Length >= fromHz
                && bin * (double)RateHz / spectrum.Length < toHz)
            .Sum(bin => spectrum[bin].Magnitude * spectrum[bin].Magnitude);
    }
}
