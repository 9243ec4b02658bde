namespace Kws.AppHost.Supervision;

/// <summary>The resource is started again when it ends by itself.</summary>
/// <param name="AlsoAfterSuccess">Also after exit code 0.</param>
internal sealed record RestartAnnotation(bool AlsoAfterSuccess) : IResourceAnnotation;
