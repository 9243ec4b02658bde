using MassTransit;

namespace Kws.TrainingOrchestrator.Hearing;

/// <summary>What the orchestrator hears on the bus.</summary>
internal static class HearingBusConfiguratorExtensions
{
    /// <summary>Replicas share the queues: each message is one replica's. One at a time: they are rare, and a copy
    /// finds what became of the first.</summary>
    public static void AddTrainingConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<RecordingMarkedConsumer>(consumer => consumer.ConcurrentMessageLimit = 1);
        bus.AddConsumer<TrainingRequestedConsumer>(consumer => consumer.ConcurrentMessageLimit = 1);
    }
}
