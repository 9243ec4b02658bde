using k8s.Models;
using Kws.Kubernetes.Tests.Objects;

namespace Kws.Kubernetes.Tests;

/// <summary>What scales scales by figures that exist.</summary>
public sealed class AutoscalingTests
{
    private readonly MeshObjects _base = MeshObjects.Of("base");
    private readonly V2HorizontalPodAutoscaler[] _scalers =
        [.. MeshObjects.Of("autoscaling").Of<V2HorizontalPodAutoscaler>()];

    [Fact]
    public void Scalers_AreThereForAllServices_ButTheOneThatTrains() => Assert.Equal(
        ["audioinference", "featureextraction", "gateway", "tts", "visioninference"],
        _scalers.Select(scaler => scaler.Spec.ScaleTargetRef.Name).Order());

    [Fact]
    public void Scaler_KeepsTwoPods_OfADeploymentThatIsThere() => Assert.All(_scalers, scaler =>
    {
        Assert.Equal("Deployment", scaler.Spec.ScaleTargetRef.Kind);
        Assert.Equal(scaler.Metadata.Name, _base.Named<V1Deployment>(scaler.Spec.ScaleTargetRef.Name).Metadata.Name);
        Assert.InRange(scaler.Spec.MinReplicas!.Value, 2, scaler.Spec.MaxReplicas);
    });

    [Fact]
    public void Scaler_OfStreams_AsksForStreamsAndForDelays()
    {
        string[] asked = [.. _scalers.SelectMany(MetricsOf).Order()];
        Assert.Equal(
            [
                "kws_audio_queue_delay_p90_seconds", "kws_audio_streams_open",
                "kws_vision_queue_delay_p90_seconds", "kws_vision_streams_open",
            ],
            asked);
        Assert.Equal(asked, AdapterValues.Read().Rules.Custom.Select(rule => rule.Name["as"]).Order());
    }

    [Fact]
    public void AdapterRule_ReadsASeriesOfTheServices_ByPod() => Assert.All(
        AdapterValues.Read().Rules.Custom, rule =>
        {
            Assert.Contains(rule.SeriesQuery.Split('{')[0], PrometheusSeries.All);
            Assert.Equal("pod", rule.Resources["overrides"]["k8s_pod_name"]["resource"]);
            Assert.Equal("namespace", rule.Resources["overrides"]["k8s_namespace_name"]["resource"]);
            Assert.Contains("<<.GroupBy>>", rule.MetricsQuery, StringComparison.Ordinal);
        });

    // The labels that the adapter asks for come from here.
    [Fact]
    public void Service_TellsItsPodWithItsMetrics() => Assert.All(
        _scalers.Where(scaler => MetricsOf(scaler).Any()), scaler =>
        {
            var container = _base.Named<V1Deployment>(scaler.Metadata.Name).Spec.Template.Spec.Containers.Single();
            Assert.Equal("k8s.namespace.name=$(POD_NAMESPACE),k8s.pod.name=$(POD_NAME)",
                container.Env.Single(variable => variable.Name == "OTEL_RESOURCE_ATTRIBUTES").Value);
            Assert.Contains("resource_to_telemetry_conversion: {enabled: true}",
                _base.Named<V1ConfigMap>("collector").Data["collector.yaml"], StringComparison.Ordinal);
        });

    [Fact]
    public void Monitor_ReadsTheCollectorsPort()
    {
        var monitor = Assert.Single(MeshObjects.Of("autoscaling").Of<ServiceMonitor>());
        var service = _base.Named<V1Service>("collector");
        Assert.Equal(monitor.Spec.Selector.MatchLabels, service.Metadata.Labels);
        Assert.Contains(service.Spec.Ports, port => port.Name == Assert.Single(monitor.Spec.Endpoints).Port);
    }

    private static IEnumerable<string> MetricsOf(V2HorizontalPodAutoscaler scaler) =>
        scaler.Spec.Metrics.Where(metric => metric.Pods is not null).Select(metric => metric.Pods.Metric.Name);
}
