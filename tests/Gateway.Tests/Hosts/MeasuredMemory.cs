namespace Kws.Gateway.Tests.Hosts;

/// <summary>
/// Tests of what a peer can have the gateway hold (<see cref="HeldMemory"/>). No other runs beside them: memory is
/// counted for the whole process, in which each host of another test leaves some 1.3 MB behind, as a rate limiter of
/// ASP.NET Core never stops its timer.
/// </summary>
[CollectionDefinition(nameof(MeasuredMemory), DisableParallelization = true)]
public sealed class MeasuredMemory : ICollectionFixture<MeshBehind>;
