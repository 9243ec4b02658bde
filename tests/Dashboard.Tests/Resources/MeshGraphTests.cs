using System.Globalization;
using System.Text.RegularExpressions;
using Kws.Dashboard.Pages.Resources;
using Kws.Dashboard.Resources;

namespace Kws.Dashboard.Tests.Resources;

public partial class MeshGraphTests
{
    [Fact]
    public void Of_Replicas_AreOneNodeRightOfTheirUser()
    {
        MeshGraph graph = MeshGraph.Of([View("a", "a", "b"), View("b-0", "b"), View("b-1", "b")]);
        MeshNode b = graph.Nodes.Single(node => node.Name == "b");
        Assert.Equal(2, b.Replicas.Count);
        Assert.True(b.X > graph.Nodes.Single(node => node.Name == "a").X);
        Assert.Single(graph.Edges);
    }

    [Fact]
    public void Of_RingsAndUnknownNames_Ends()
    {
        MeshGraph graph = MeshGraph.Of([View("a", "a", "b", "nobody"), View("b", "b", "c"), View("c", "c", "a", "c")]);
        Assert.Equal(3, graph.Nodes.Count);
        Assert.Equal(3, graph.Edges.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_AnyGraph_BoxesAreApartAndInsideAndLinesPassBetween(int seed)
    {
        var random = new Random(seed);
        ResourceView[] views = [.. Enumerable.Range(0, 14).Select(number => View(
            Name(number), Name(number), [.. Enumerable.Range(0, number).Where(_ => random.Next(5) == 0).Select(Name)]))];
        MeshGraph graph = MeshGraph.Of(views);
        foreach (MeshNode node in graph.Nodes)
        {
            Assert.InRange(node.X, 0, graph.Width - MeshGraph.NodeWidth);
            Assert.InRange(node.Y, 0, graph.Height - MeshGraph.NodeHeight);
            Assert.DoesNotContain(graph.Nodes, other => other != node && other.X == node.X && Math.Abs(other.Y - node.Y) < MeshGraph.NodeHeight);
            // Straight pieces are those that pass a column.
            Assert.DoesNotContain(graph.Edges.SelectMany(StraightPieces), piece => piece.Y > node.Y && piece.Y < node.Y + MeshGraph.NodeHeight && Math.Abs(piece.X - node.X - MeshGraph.NodeWidth) < 1);
        }
    }

    private static IEnumerable<(double X, double Y)> StraightPieces(MeshEdge edge) =>
        Straight().Matches(edge.Path).Select(match => (
            double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)));

    private static string Name(int number) => "n" + number.ToString(CultureInfo.InvariantCulture);

    private static ResourceView View(string name, string displayName, params string[] uses) => new(
        name, displayName, "Project", ResourceState.Running, "", ResourceHealth.Healthy, [], [], [], [], [],
        [.. uses.Select(used => new RelationView(used, "Reference"))], null, null, null, null, 0, displayName, "");

    [GeneratedRegex(@"L([\d.-]+) ([\d.-]+)")]
    private static partial Regex Straight();
}
