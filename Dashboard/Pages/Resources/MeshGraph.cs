using Kws.Dashboard.Resources;

namespace Kws.Dashboard.Pages.Resources;

/// <summary>Who uses whom, laid out from left (used by nobody) to right (uses nobody).</summary>
public sealed record MeshGraph(IReadOnlyList<MeshNode> Nodes, IReadOnlyList<MeshEdge> Edges, int Width, int Height)
{
    public const int NodeWidth = 172;
    public const int NodeHeight = 50;
    private const int ColumnGap = 74;
    private const int RowGap = 22;
    private const int Margin = 12;

    /// <summary>Replicas, which share a display name, are one node.</summary>
    public static MeshGraph Of(IReadOnlyList<ResourceView> resources)
    {
        ILookup<string, ResourceView> byName = resources.ToLookup(resource => resource.DisplayName);
        (string From, string To)[] links = [.. resources
            .SelectMany(resource => resource.Relations.Select(relation => (From: resource.DisplayName, To: relation.DisplayName)))
            .Where(link => byName.Contains(link.To) && link.From != link.To).Distinct()];
        Dictionary<string, int> columns = Columns([.. byName.Select(group => group.Key)], links);
        int tallest = columns.Values.CountBy(column => column).Select(entry => entry.Value).DefaultIfEmpty().Max();
        MeshNode[] nodes = [.. columns.GroupBy(entry => entry.Value, entry => entry.Key)
            .SelectMany(column => column.Order(StringComparer.Ordinal).Index()
                .Select(place => Place(byName[place.Item], column.Key, place.Index, column.Count(), tallest)))];
        var byNode = nodes.ToDictionary(node => node.Name);
        return new MeshGraph(
            nodes,
            [.. links.Select(link => new MeshEdge(byNode[link.From], byNode[link.To]))],
            columns.Values.DefaultIfEmpty().Max() * (NodeWidth + ColumnGap) + NodeWidth + (2 * Margin),
            (tallest * (NodeHeight + RowGap)) - RowGap + (2 * Margin));
    }

    // One more than the deepest user of the node; rounds are limited, so that a ring ends.
    private static Dictionary<string, int> Columns(IReadOnlyList<string> names, (string From, string To)[] links)
    {
        var columns = names.ToDictionary(name => name, _ => 0);
        for (int round = 0; round < names.Count; round++)
            foreach ((string from, string to) in links)
                columns[to] = Math.Max(columns[to], Math.Min(columns[from] + 1, names.Count));
        return columns;
    }

    private static MeshNode Place(IEnumerable<ResourceView> replicas, int column, int row, int rows, int tallest)
    {
        ResourceView[] all = [.. replicas];
        double top = (tallest - rows) * (NodeHeight + RowGap) / 2.0;
        return new MeshNode(
            all[0].DisplayName, all, Margin + (column * (NodeWidth + ColumnGap)), Margin + top + (row * (NodeHeight + RowGap)));
    }
}

/// <summary>A resource with its replicas; X and Y of the upper left corner.</summary>
public sealed record MeshNode(string Name, IReadOnlyList<ResourceView> Replicas, double X, double Y);

public sealed record MeshEdge(MeshNode From, MeshNode To);
