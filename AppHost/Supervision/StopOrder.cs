namespace Kws.AppHost.Supervision;

/// <summary>In which order resources end.</summary>
internal static class StopOrder
{
    /// <summary>Tiers of resources: none depends on one of an earlier tier, and each tier ends before the next
    /// one.</summary>
    public static IReadOnlyList<IReadOnlyList<IResource>> TiersOf(IEnumerable<IResource> resources)
    {
        var left = resources.ToList();
        var tiers = new List<IReadOnlyList<IResource>>();
        while (left.Count > 0)
        {
            var needed = left.SelectMany(resource => NeedsOf(resource).Where(need => need != resource)).ToHashSet();
            List<IResource> tier = [.. left.Where(resource => !needed.Contains(resource))];
            // A circle: no order is better than another.
            if (tier.Count == 0)
                tier = [.. left];
            tiers.Add(tier);
            left.RemoveAll(tier.Contains);
        }

        return tiers;
    }

    private static IEnumerable<IResource> NeedsOf(IResource resource) => resource.Annotations
        .Select(annotation => annotation switch
        {
            ResourceRelationshipAnnotation relationship => relationship.Resource,
            WaitAnnotation wait => wait.Resource,
            _ => null,
        })
        .OfType<IResource>();
}
