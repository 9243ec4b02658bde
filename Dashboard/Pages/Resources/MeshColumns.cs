namespace Kws.Dashboard.Pages.Resources;

/// <summary>Puts the nodes of a graph into columns, and orders each so that few lines cross (Sugiyama's layers and barycentres).</summary>
internal static class MeshColumns
{
    private const int Sweeps = 4;

    public static IReadOnlyList<IReadOnlyList<string>> Arrange(IReadOnlyList<string> names, (string From, string To)[] links)
    {
        Dictionary<string, int> depths = Depths(names, links);
        List<string>[] columns = [.. depths.GroupBy(entry => entry.Value, entry => entry.Key).OrderBy(group => group.Key)
            .Select(group => group.Order(StringComparer.Ordinal).ToList())];
        ILookup<string, string> users = links.ToLookup(link => link.To, link => link.From);
        ILookup<string, string> used = links.ToLookup(link => link.From, link => link.To);
        for (int sweep = 0; sweep < Sweeps; sweep++)
            foreach (List<string> column in sweep % 2 == 0 ? columns.Skip(1) : columns.Reverse().Skip(1))
                Order(column, columns, sweep % 2 == 0 ? users : used);
        return columns;
    }

    // One more than the deepest user; rounds are limited, so that a ring ends.
    private static Dictionary<string, int> Depths(IReadOnlyList<string> names, (string From, string To)[] links)
    {
        var depths = names.ToDictionary(name => name, _ => 0);
        for (int round = 0; round < names.Count; round++)
            foreach ((string from, string to) in links)
                depths[to] = Math.Max(depths[to], Math.Min(depths[from] + 1, names.Count - 1));
        return depths;
    }

    private static void Order(List<string> column, IReadOnlyList<List<string>> columns, ILookup<string, string> neighbours)
    {
        var places = columns.SelectMany(all => all.Index().Select(entry => (entry.Item, Place: entry.Index - ((all.Count - 1) / 2.0))))
            .ToDictionary(entry => entry.Item, entry => entry.Place);
        string[] ordered = [.. column.OrderBy(name => neighbours[name].Select(neighbour => places[neighbour]).DefaultIfEmpty(places[name]).Average())];
        column.Clear();
        column.AddRange(ordered);
    }
}
