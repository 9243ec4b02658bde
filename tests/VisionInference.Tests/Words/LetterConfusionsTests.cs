using System.Text.Json.Nodes;
using Kws.Models;
using Kws.VisionInference.Reading;
using Kws.VisionInference.Words;

namespace Kws.VisionInference.Tests.Words;

/// <summary>The tables behind a proposal, and labels that are no single letters.</summary>
public sealed class LetterConfusionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData('A', 'A', 0.8)]
    [InlineData('A', 'S', 0.05)]
    [InlineData('S', 'A', 0.05)]
    [InlineData('M', 'N', 0.05)]
    [InlineData('U', 'R', 0.05)]
    [InlineData('A', 'B', 0.004)]
    [InlineData('A', 'W', 0.004)]
    [InlineData('Q', 'Z', 0.004)]
    public void Share_Unmeasured_IsOfHandshapesThatLookAlike(char truth, char answer, double expected) =>
        Assert.Equal(expected, Table(null).Share(truth, answer));

    [Fact]
    public void Share_Measured_IsTheMakersAndNeverZero()
    {
        var table = Table("""{"A":{"A":0.9,"S":0.1}}""");

        Assert.Equal(0.9, table.Share('A', 'A'));
        Assert.Equal(0.1, table.Share('A', 'S'));
        Assert.Equal(0.004, table.Share('A', 'E'));
        Assert.Equal(0.05, table.Share('E', 'A'));
    }

    [Fact]
    public void Vocabulary_OfARankedList_CostsRarerWordsMore()
    {
        var vocabulary = new Vocabulary(["the", " OF ", "", "and", "the"]);

        Assert.Equal(3, vocabulary.Count);
        Assert.Equal(["THE", "OF", "AND"], vocabulary.Words.OrderBy(word => word.Value).Select(word => word.Key));
        Assert.Equal(1, vocabulary.Words.Sum(word => Math.Exp(-word.Value)), 1e-9);
        Assert.True(vocabulary.Contains("OF"));
        Assert.False(vocabulary.Contains("of"));
    }

    [Theory]
    [InlineData("CH", "A", "T")]
    [InlineData("DEL", "A", "B")]
    [InlineData("A", "B", "CH")]
    public void Propose_LabelsOfSeveralLetters_KeepsTheSpelling(params string[] labels)
    {
        var corrector = new WordCorrector(new Vocabulary(["CHAT", "CAT", "ABC"]), Table(null));
        var word = new ReadWord([.. labels.Select((label, index) => Letter(label, index, labels.Length))]);

        Assert.Equal(string.Concat(labels), corrector.Propose(word, labels));
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("Ä", "B")]
    [InlineData("1", "2")]
    public void Propose_LabelsThatAreNoCapitals_KeepsTheSpelling(params string[] labels)
    {
        var corrector = new WordCorrector(new Vocabulary(["AB", "OF"]), Table(null));
        var word = new ReadWord([.. labels.Select((label, index) => Letter(label, index, labels.Length))]);

        Assert.Equal(string.Concat(labels), corrector.Propose(word, labels));
    }

    private static CommittedLetter Letter(string label, int index, int count)
    {
        var evidence = new float[count];
        evidence[index] = 1;
        return new CommittedLetter(label, 1, TimeSpan.Zero, TimeSpan.Zero, evidence);
    }

    private LetterConfusions Table(string? confusions) => LetterConfusions.Of(ModelPackage.Load(
        TinySignModel.WritePackage(_folder.Path, change: manifest =>
        {
            if (confusions is not null)
                manifest["reading"] = new JsonObject { ["confusions"] = JsonNode.Parse(confusions) };
        })).Manifest);
}
