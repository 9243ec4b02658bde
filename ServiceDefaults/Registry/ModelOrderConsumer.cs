using Kws.Contracts.Events;
using MassTransit;

namespace Kws.ServiceDefaults.Registry;

/// <summary>Hears that a model was promoted: the registry is asked at once instead of soon.</summary>
/// <remarks>An order that is lost or comes twice does no harm: what counts is the registry's answer.</remarks>
internal sealed class ModelOrderConsumer(MeshModelRegistry registry) : IConsumer<ModelActivated>
{
    public Task Consume(ConsumeContext<ModelActivated> context)
    {
        if (context.Message.Service.Length == 0)
            registry.Ring();
        return Task.CompletedTask;
    }
}
