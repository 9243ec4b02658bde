namespace Kws.Kubernetes.Tests;

/// <summary>The AppHost writes its manifest once for all tests that look at it.</summary>
[CollectionDefinition(nameof(OneManifest))]
public sealed class OneManifest : ICollectionFixture<WrittenManifest>;
