using Kws.Evaluation;
using Kws.TrainingOrchestrator.Gates;

namespace Kws.TrainingOrchestrator.Tests.Gates;

/// <summary>What is kept of the gates.</summary>
public sealed class GateReportTests
{
    [Fact]
    public void OfJson_OfAReport_IsTheSame()
    {
        var matrix = new ConfusionMatrix(["yes", "no"]);
        matrix.Add(0, 0);
        matrix.Add(0, 1);
        matrix.Add(1, 1);
        var report = new GateReport(
            [GateResult.AtLeast("accuracy", 0.9, 0.8)], [AnswerTable.Of("small/1.0.0", "words 2", matrix)]);

        var again = GateReport.OfJson(report.ToJson());

        Assert.Equal(report.Results, again.Results);
        var answers = Assert.Single(again.Answers);
        Assert.Equal(("small/1.0.0", "words 2"), (answers.Model, answers.Data));
        Assert.Equal(["yes", "no"], answers.Labels);
        Assert.Equal([1, 1, 0, 1], answers.Counts);
    }

    [Fact]
    public void OfJson_OfTheListThatWasKeptBefore_HasItsResultsAndNoAnswers()
    {
        var report = GateReport.OfJson(
            """[{"Gate":"size","Passed":false,"Value":"9 bytes","Limit":"at most 8 bytes"}]""");

        Assert.Equal(new GateResult("size", false, "9 bytes", "at most 8 bytes"), Assert.Single(report.Results));
        Assert.Empty(report.Answers);
    }
}
