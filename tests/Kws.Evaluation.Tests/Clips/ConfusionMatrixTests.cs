namespace Kws.Evaluation.Tests;

public class ConfusionMatrixTests
{
    [Fact]
    public void Add_Answers_CountsAccuracyRecallAndPrecision()
    {
        var matrix = new ConfusionMatrix(["a", "b"]);
        (int Said, int Heard)[] answers = [(0, 0), (0, 0), (0, 1), (1, 1)];
        foreach ((var said, var heard) in answers)
            matrix.Add(said, heard);
        Assert.Equal(0.75, matrix.Accuracy);
        Assert.Equal(2 / 3.0, matrix.Recall(0));
        Assert.Equal(0.5, matrix.Precision(1));
        Assert.Equal((4, 3, 3), (matrix.Total, matrix.Right, matrix.Count(0)));
        Assert.Equal(1, matrix[0, 1]);
    }

    [Fact]
    public void Accuracy_WithoutAnswers_IsZeroAndSharesAreNotNumbers()
    {
        var matrix = new ConfusionMatrix(["a", "b"]);
        Assert.Equal(0, matrix.Accuracy);
        Assert.True(double.IsNaN(matrix.Recall(0)));
        Assert.True(double.IsNaN(matrix.Precision(1)));
    }

    [Fact]
    public void Add_LabelThatIsNotThere_IsRefused()
    {
        Assert.Throws<IndexOutOfRangeException>(() => new ConfusionMatrix(["a", "b"]).Add(2, 0));
        Assert.Throws<IndexOutOfRangeException>(() => new ConfusionMatrix(["a", "b"]).Add(0, -1));
    }
}
