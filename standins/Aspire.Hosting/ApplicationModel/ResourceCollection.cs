using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resources of an application, in the order in which they were added.</summary>
public interface IResourceCollection : IList<IResource>;

internal sealed class ResourceCollection : Collection<IResource>, IResourceCollection
{
    protected override void InsertItem(int index, IResource item)
    {
        if (Items.FirstOrDefault(other => other.Name.Equals(item.Name, StringComparison.OrdinalIgnoreCase)) is { } same)
            throw new DistributedApplicationException(
                $"Cannot add {item}: the application already has {same}. Resource names are compared without case.");
        base.InsertItem(index, item);
    }
}

/// <summary>All that the application is made of.</summary>
public class DistributedApplicationModel(IResourceCollection resources)
{
    /// <summary>The resources, in the order in which they were added.</summary>
    public IResourceCollection Resources { get; } = resources;
}
