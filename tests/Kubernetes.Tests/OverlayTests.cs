using k8s.Models;
using Kws.Deploy;
using Kws.Kubernetes.Tests.Checks;
using Kws.Kubernetes.Tests.Objects;

namespace Kws.Kubernetes.Tests;

/// <summary>The overlays as <c>kubectl kustomize</c> makes them; skipped where there is none.</summary>
[Collection(nameof(OneManifest))]
public sealed class OverlayTests(WrittenManifest manifest)
{
    private const string Role = "eks.amazonaws.com/role-arn";
    private readonly MeshModel _model = MeshModel.Read(manifest.Path);

    [SkippableTheory]
    [InlineData("overlays/local")]
    [InlineData("overlays/aws")]
    public async Task Overlay_Rendered_KeepsEveryRule(string overlay)
    {
        var objects = await RenderedOverlay.OfAsync(overlay);

        Offenders.MustBeNone(MeshRules.FaultsOf(objects, _model), overlay);
        Assert.All(objects.Of<V1Deployment>(), deployment =>
            Assert.Equal("kws", deployment.Metadata.NamespaceProperty));
        Assert.All(_model.Services, service => Assert.Matches($"/kws/{service.Name}:[0-9]+[.][0-9]+[.][0-9]+$",
            objects.Named<V1Deployment>(service.Name).Spec.Template.Spec.Containers.Single().Image));
    }

    [SkippableFact]
    public async Task Local_RunsOneOfEach_AndKeepsObjectsInAVolume()
    {
        var objects = await RenderedOverlay.OfAsync("overlays/local");

        Assert.Equal(1, objects.Named<RabbitmqCluster>("bus").Spec.Replicas);
        Assert.Equal(1, objects.Named<PostgresCluster>("postgres").Spec.Instances);
        Assert.All(objects.Of<V1Deployment>(), deployment => Assert.Equal(1, deployment.Spec.Replicas ?? 1));
        Assert.Empty(objects.Of<V2HorizontalPodAutoscaler>());
        Assert.Equal(StoringServices(objects), objects.Of<V1Deployment>().Where(deployment =>
            deployment.Spec.Template.Spec.Volumes.Any(volume => volume.PersistentVolumeClaim is not null))
            .Select(deployment => deployment.Metadata.Name).Order());
    }

    [SkippableFact]
    public async Task Aws_KeepsObjectsInS3_AndGivesRolesToThoseWhoNeedThem()
    {
        var objects = await RenderedOverlay.OfAsync("overlays/aws");

        Assert.Empty(objects.Of<V1PersistentVolumeClaim>());
        Assert.Contains("Storage__S3__Bucket", objects.Named<V1ConfigMap>("object-store").Data);
        Assert.Equal(StoringServices(objects).Append("tts").Order(), objects.Of<V1ServiceAccount>()
            .Where(account => account.Metadata.Annotations?.ContainsKey(Role) == true)
            .Select(account => account.Metadata.Name).Order());
    }

    [SkippableFact]
    public async Task Aws_FromOutside_IsReachedOverTlsAlone()
    {
        var objects = await RenderedOverlay.OfAsync("overlays/aws");

        var entrance = Assert.Single(objects.Of<V1Service>(), service => service.Spec.Type == "LoadBalancer");
        Assert.Equal("https", Assert.Single(entrance.Spec.Ports).TargetPort.Value);
        var gateway = objects.Named<V1Deployment>("gateway").Spec.Template.Spec.Containers.Single();
        Assert.Equal("8443", gateway.Env.Single(variable => variable.Name == "HTTPS_PORTS").Value);
        Assert.StartsWith("https://", gateway.Env.Single(variable => variable.Name == "Identity__Issuer").Value,
            StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Aws_WhatScales_NamesNoNumberOfPods()
    {
        var objects = await RenderedOverlay.OfAsync("overlays/aws");
        Assert.All(objects.Of<V2HorizontalPodAutoscaler>(), scaler =>
            Assert.Null(objects.Named<V1Deployment>(scaler.Spec.ScaleTargetRef.Name).Spec.Replicas));
    }

    private static IEnumerable<string> StoringServices(MeshObjects objects) => objects.Of<V1Deployment>()
        .Where(deployment => deployment.Spec.Template.Spec.Containers.Single().EnvFrom?
            .Any(source => source.ConfigMapRef?.Name == "object-store") == true)
        .Select(deployment => deployment.Metadata.Name).Order();
}
