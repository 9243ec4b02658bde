namespace Kws.TrainingOrchestrator.Tests.Executors.SageMaker;

/// <summary>They share the environment of the process, in which the SDK finds credentials.</summary>
[CollectionDefinition(nameof(SageMakerJobTestBase))]
public sealed class SageMakerJobCollection;
