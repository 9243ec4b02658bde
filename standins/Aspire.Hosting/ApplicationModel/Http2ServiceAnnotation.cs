namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource's http endpoints speak HTTP/2.</summary>
public sealed class Http2ServiceAnnotation : IResourceAnnotation;
