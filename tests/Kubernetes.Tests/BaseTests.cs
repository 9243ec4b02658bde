using k8s.Models;
using Kws.Deploy;
using Kws.Kubernetes.Tests.Checks;
using Kws.Kubernetes.Tests.Objects;

namespace Kws.Kubernetes.Tests;

/// <summary>What every cluster gets.</summary>
[Collection(nameof(OneManifest))]
public sealed class BaseTests(WrittenManifest manifest)
{
    private readonly MeshObjects _base = MeshObjects.Of("base");
    private readonly MeshModel _model = MeshModel.Read(manifest.Path);

    [Fact]
    public void Base_BesideTheModel_KeepsEveryRule() =>
        Offenders.MustBeNone(MeshRules.FaultsOf(_base, _model), "deploy/kubernetes/base");

    [Fact]
    public void Bus_MakesQuorumQueues() => Assert.Contains(
        "default_queue_type = quorum", _base.Named<RabbitmqCluster>("bus").Spec.Rabbitmq!.AdditionalConfig,
        StringComparison.Ordinal);

    [Fact]
    public void Postgres_HasARoleAndADatabase_ForEachServiceThatNeedsOne()
    {
        var server = _base.Named<PostgresCluster>("postgres").Spec;
        var first = server.Bootstrap!.Initdb;
        (string Database, string Owner, string Secret)[] made =
        [
            (first.Database, first.Owner, first.Secret.Name),
            .. _base.Of<PostgresDatabase>().Select(database => (database.Spec.Name, database.Spec.Owner,
                server.Managed!.Roles.Single(role => role.Name == database.Spec.Owner).PasswordSecret.Name)),
        ];

        Assert.Equal(
            _model.Services.SelectMany(service => service.Databases).Order()
                .Select(name => (name, name, $"database-{name}")),
            made.Order());
    }

    [Fact]
    public void Namespace_HoldsPodsToTheBaseline() => Assert.Equal("baseline",
        _base.Named<V1Namespace>("kws").Metadata.Labels["pod-security.kubernetes.io/enforce"]);
}
