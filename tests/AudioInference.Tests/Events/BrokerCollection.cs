namespace Kws.AudioInference.Tests.Events;

/// <summary>One broker for all tests of the bus, which run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<SharedBroker>
{
    public const string Name = "broker";
}
