namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the system: a process, a server, a database, a parameter.</summary>
public interface IResource
{
    /// <summary>Unique within the application, compared without case: letters, digits and hyphens, at most 64.</summary>
    string Name { get; }

    /// <summary>Everything said about the resource after its construction.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>Marks a fact attached to a resource.</summary>
public interface IResourceAnnotation;

/// <summary>A resource that can receive environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that can receive command-line arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>A resource that listens on named endpoints.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource whose start can wait for others.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource that lives inside another one, such as a database of a server.</summary>
public interface IResourceWithParent : IResource
{
    /// <summary>The resource that contains this one.</summary>
    IResource Parent { get; }
}

/// <inheritdoc cref="IResourceWithParent"/>
public interface IResourceWithParent<out T> : IResourceWithParent where T : IResource
{
    /// <summary>The resource that contains this one.</summary>
    new T Parent { get; }

    IResource IResourceWithParent.Parent => Parent;
}
