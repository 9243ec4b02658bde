using System.Text.Json;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests.Packages;

/// <summary><c>kws evaluate clips --degrade</c> on words that espeak-ng speaks.</summary>
public sealed class EvaluateDegradedTests(SpokenClips clips) : IClassFixture<SpokenClips>, IDisposable
{
    private readonly PackageCopy _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public async Task Degrade_JsonAndWrite_HoldEachConditionWithItsInterval()
    {
        var run = await RunAsync("--degrade", "kitchen,telephone", "--noise", clips.Noise, "--seed", "3", "--json",
            "--write");

        Assert.True(run.ExitCode == 0, run.Error);
        var result = JsonElement.Parse(run.Out);
        var conditions = result.GetProperty("conditions").EnumerateArray().ToList();
        string[] names = ["as-recorded", "kitchen-20db", "kitchen-10db", "kitchen-5db", "kitchen-0db", "telephone"];
        Assert.Equal(names, conditions.Select(one => one.GetProperty("condition").GetString()));
        Assert.Equal((3, "hiss.wav"), (result.GetProperty("seed").GetInt32(),
            Assert.Single(result.GetProperty("kitchen").EnumerateArray()).GetString()));
        foreach (var condition in conditions)
        {
            var accuracy = condition.GetProperty("accuracy").GetDouble();
            var interval = condition.GetProperty("interval95").EnumerateArray().Select(e => e.GetDouble()).ToArray();
            Assert.InRange(accuracy, interval[0], interval[1]);
            var metric = Assert.Single(_package.Manifest.Metrics,
                metric => metric.Name == $"clips.{condition.GetProperty("condition").GetString()}.accuracy");
            Assert.Equal((Math.Round(accuracy, 4), 11), (metric.Value, metric.Samples));
        }
        Assert.True(conditions[0].GetProperty("accuracy").GetDouble() >= 0.7);
    }

    [Fact]
    public async Task Degrade_Table_HasConditionIntervalAndWorstWord()
    {
        var run = await RunAsync("--degrade", "quiet");

        Assert.True(run.ExitCode == 0, run.Error);
        foreach (var text in (string[])["as-recorded", "quiet", "95 % interval", "worst word"])
            Assert.Contains(text, run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--degrade: 'loud,quiet' is not allowed; it must name some of all, cut-onset, cut-end, kitchen, "
        + "babble, telephone, clipping, reverberation, quiet, kitchen-20db", "--degrade", "loud,quiet")]
    [InlineData("--degrade: ',' is not allowed", "--degrade", ",")]
    [InlineData("--noise: '' is not allowed; kitchen needs a folder of recorded noise", "--degrade", "kitchen-5db")]
    [InlineData("--degrade: 'babble' is not allowed; it needs clips of more than 6 speakers", "--degrade", "babble")]
    [InlineData("--png: 'x.png' is not allowed; leave it out with --degrade", "--degrade", "quiet", "--png", "x.png")]
    [InlineData("--seed: '2' is not allowed; it is for --degrade NAME", "--seed", "2")]
    [InlineData("--write: '' is not allowed; it is for --degrade NAME", "--write")]
    public async Task Degrade_WhatCannotBeDone_IsBadInput(string fault, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Out));
        Assert.Contains(fault, run.Error, StringComparison.Ordinal);
    }

    private Task<KwsRun> RunAsync(params string[] arguments) =>
        _package.RunAsync(["evaluate", "clips", clips.Path, .. arguments]);
}
