using System.Text.Json.Nodes;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;
using Kws.Evaluation;
using Kws.Features;
using Kws.Models;
using Kws.TestSupport.Models;

namespace Kws.AudioInference.Tests.Clips;

/// <summary>Clips whose label is not clear are heard again where the model says so.</summary>
public sealed class UnsureClipTests : IDisposable
{
    private const int RateHz = 16_000;
    private const int Yes = 2;

    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Theory]
    [InlineData(1.0, true)]
    [InlineData(0.01, false)]
    public async Task Clip_BelowAndAboveTheLimit_IsHeardAtAllPlacesOrOnce(double unsureBelow, bool again)
    {
        var folder = Write(unsureBelow);
        await using var host = await SpotterHost.StartAsync(new()
        {
            ["Models:Root"] = _models.Path,
            ["Models:Keyword"] = "tiny",
        });
        using var model = KeywordModel.Load(folder);
        var samples = CutWord(model);
        var heard = new[] { 0, -12, -6 }.Select(start => PosteriorOfYes(model, samples, start)).ToArray();
        Assert.True(Math.Abs(heard[0] - heard.Average()) > 0.01, $"all places are alike: {string.Join(' ', heard)}");

        var answer = await host.Client.ClassifyAsync(new ClassifyRequest { Wav = WavFile.Create(samples) })
            .ResponseAsync.WithTimeout();

        Assert.Equal(again ? heard.Average() : heard[0],
            answer.Labels.Single(label => label.Label == "yes").Posterior, 1e-3);
        Assert.Equal(1, answer.Labels.Sum(label => label.Posterior), 1e-3);
        host.Logs.AssertNoErrors();
    }

    [Fact]
    public async Task Clip_ModelWithANetworkForIt_IsHeardByBoth()
    {
        var folder = Write(1, file: "clips.onnx");
        await using var host = await SpotterHost.StartAsync(new()
        {
            ["Models:Root"] = _models.Path,
            ["Models:Keyword"] = "tiny",
        });
        using var model = KeywordModel.Load(folder);
        var samples = CutWord(model);
        var frames = new float[model.ValuesPerWindow];
        new StreamingFrontEnd(model.FeatureSpec).Process(Mono(samples), frames);
        var further = ClipHearing.Run(model, frames, [0, -12, -6]);
        var own = PosteriorOfYes(model, samples, 0);
        var expected = (own + Enumerable.Range(0, 3).Sum(i => further[i * model.LabelCount + Yes])) / 4;
        Assert.True(own - expected > 0.1, $"the network says what the model says: {own} {expected}");

        var answer = await host.Client.ClassifyAsync(new ClassifyRequest { Wav = WavFile.Create(samples) })
            .ResponseAsync.WithTimeout();

        Assert.Equal(expected, answer.Labels.Single(label => label.Label == "yes").Posterior, 1e-3);
        Assert.Equal(1, answer.Labels.Sum(label => label.Posterior), 1e-3);
        Assert.True(answer.Timings.Inference.ToTimeSpan() > TimeSpan.Zero);
        host.Logs.AssertNoErrors();
    }

    [Fact]
    public void ClipAccuracy_OfTheSameClip_HearsWhatTheServiceHears()
    {
        using var once = KeywordModel.Load(Write(0.01));
        using var again = KeywordModel.Load(Write(1, "2.0.0"));
        LabelledClip[] clips = [new("yes", Mono(CutWord(once)))];
        Assert.Equal(0, ClipAccuracy.Measure(once, clips, [])[Yes, Yes]);
        Assert.Equal(1, ClipAccuracy.Measure(again, clips, [])[Yes, Yes]);
    }

    // Its tone is there from the first sample on, and a little too short to be a word.
    private static short[] CutWord(KeywordModel model) => Enumerable.Range(40, 80).Select(length =>
    {
        var samples = new short[RateHz];
        Tones.Add(samples, RateHz, at: 0, Tones.Yes, length * 0.005);
        return samples;
    }).First(samples => PosteriorOfYes(model, samples, 0) is > 0.35 and < 0.45);

    private static float[] Mono(short[] samples) => [.. samples.Select(sample => sample / 32768f)];

    private static double PosteriorOfYes(KeywordModel model, short[] samples, int start)
    {
        var frames = new float[model.ValuesPerWindow];
        new StreamingFrontEnd(model.FeatureSpec).Process(Mono(samples), frames);
        var window = new float[model.ValuesPerWindow];
        ClipHearing.CopyWindow(model, frames, start, window);
        var posteriors = new float[model.LabelCount];
        model.Run(window, 1, posteriors);
        return posteriors[Yes];
    }

    private string Write(double unsureBelow, string version = "1.0.0", string? file = null)
    {
        var clips = new JsonObject { ["unsure_below"] = unsureBelow, ["shift_frames"] = new JsonArray(-12, -6) };
        if (file is not null)
            clips["file"] = file;
        return TinyKeywordModel.WritePackage(_models.Path, version: version, clips: clips);
    }
}
