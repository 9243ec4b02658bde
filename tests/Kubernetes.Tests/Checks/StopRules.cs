using System.Globalization;
using k8s.Models;
using Kws.AudioInference.Recordings;
using Kws.Deploy;
using Kws.Kubernetes.Tests.Objects;
using Kws.ServiceDefaults.Bus;
using Kws.ServiceDefaults.Draining;
using Kws.TrainingOrchestrator.Executors.Local;

namespace Kws.Kubernetes.Tests.Checks;

/// <summary>A pod has the time that its service may take to stop.</summary>
internal static class StopRules
{
    public static IEnumerable<string> FaultsOf(MeshObjects objects, MeshModel model) =>
        from deployment in objects.Of<V1Deployment>()
        let service = model.Services.SingleOrDefault(service => service.Name == deployment.Metadata.Name)
        where service is not null
        from fault in Faults(deployment.Spec.Template.Spec, service)
        select $"{service.Name}: {fault}";

    private static IEnumerable<string> Faults(V1PodSpec pod, MeshService service)
    {
        var container = pod.Containers.Single();
        var sleep = container.Lifecycle?.PreStop?.Sleep?.Seconds;
        if (sleep is not > 0)
            yield return "it does not sleep before it stops, while calls are still sent to it";
        var longest = TimeSpan.FromSeconds(sleep ?? 0) + LongestStop(container, service);
        if (!(TimeSpan.FromSeconds(pod.TerminationGracePeriodSeconds ?? 30) >= longest))
            yield return $"terminationGracePeriodSeconds is {pod.TerminationGracePeriodSeconds}; its stop may take " +
                $"{longest.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s";
    }

    // What stops, stops one after another.
    private static TimeSpan LongestStop(V1Container container, MeshService service)
    {
        var drain = new DrainOptions();
        var longest = Told("Drain__Announcement", drain.Announcement) + Told("Drain__Timeout", drain.Timeout)
            + Told("Drain__Linger", drain.Linger);
        if (service.UsesBus)
            longest += Told("Bus__DrainTimeout", new BusOptions().DrainTimeout);
        return longest + service.Name switch
        {
            "audioinference" => Told("Recording__DrainTimeout", new RecordingOptions().DrainTimeout),
            "trainingorchestrator" => Told("Trainer__StopPatience", new LocalTrainerOptions().StopPatience),
            _ => TimeSpan.Zero,
        };

        TimeSpan Told(string setting, TimeSpan otherwise) =>
            container.Env.SingleOrDefault(variable => variable.Name == setting)?.Value is { } value
                ? TimeSpan.Parse(value, CultureInfo.InvariantCulture)
                : otherwise;
    }
}
