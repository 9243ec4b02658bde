using Kws.Dashboard.Resources;

namespace Kws.Dashboard.Pages.Resources;

/// <summary>Who uses whom, from left (used by nobody) to right, as boxes and lines between them.</summary>
public sealed record MeshGraph(IReadOnlyList<MeshNode> Nodes, IReadOnlyList<MeshEdge> Edges, double Width, double Height)
{
    public const double NodeWidth = 192;
    public const double NodeHeight = 50;
    internal const double ColumnGap = 64;
    internal const double RowGap = 24;
    internal const double Margin = 20;

    /// <summary>Replicas, which share a display name, are one node.</summary>
    public static MeshGraph Of(IReadOnlyList<ResourceView> resources)
    {
        ILookup<string, ResourceView> byName = resources.ToLookup(resource => resource.DisplayName);
        (string From, string To)[] links = [.. resources
            .SelectMany(resource => resource.Relations.Select(relation => (From: resource.DisplayName, To: relation.DisplayName)))
            .Where(link => byName.Contains(link.To) && link.From != link.To).Distinct()];
        // What nobody uses and uses nobody, such as a parameter, is in the table alone.
        string[] linked = [.. links.SelectMany(link => new[] { link.From, link.To }).Distinct()];
        if (linked.Length == 0)
            return new MeshGraph([], [], 0, 0);
        IReadOnlyList<IReadOnlyList<string>> columns = MeshColumns.Arrange(linked, links);
        int tallest = columns.Max(column => column.Count);
        MeshNode[] nodes = [.. columns.Index().SelectMany(column => column.Item.Index().Select(place =>
            new MeshNode(place.Item, [.. byName[place.Item]], column.Index, X(column.Index), Top(column.Item.Count, tallest) + (place.Index * (NodeHeight + RowGap)))))];
        var byNode = nodes.ToDictionary(node => node.Name);
        return new MeshGraph(
            nodes,
            [.. links.Select(link => MeshEdge.Between(byNode[link.From], byNode[link.To], column => Lanes(columns[column].Count, tallest)))],
            X(columns.Count - 1) + NodeWidth + Margin,
            (tallest * (NodeHeight + RowGap)) - RowGap + (2 * Margin));
    }

    internal static double X(int column) => Margin + (column * (NodeWidth + ColumnGap));

    private static double Top(int count, int tallest) => Margin + ((tallest - count) * (NodeHeight + RowGap) / 2);

    // Above, between and below the nodes of a column.
    private static double[] Lanes(int count, int tallest) =>
        [.. Enumerable.Range(0, count + 1).Select(lane => Top(count, tallest) - (RowGap / 2) + (lane * (NodeHeight + RowGap)))];
}

/// <summary>A resource with its replicas; X and Y of the upper left corner.</summary>
public sealed record MeshNode(string Name, IReadOnlyList<ResourceView> Replicas, int Column, double X, double Y)
{
    public double MiddleY => Y + (MeshGraph.NodeHeight / 2);
}
