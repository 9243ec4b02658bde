using System.Security.Cryptography;
using Kws.AppHost.LocalServers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.AppHost;

/// <summary>How the services of this machine know each other and their callers.</summary>
internal static class MeshAccessBuilderExtensions
{
    private const string Section = "Access";
    private const string Identity = "Identity";
    private const string MeshKey = "mesh-key";
    private const int KeyBytes = 32;

    /// <summary>
    /// The AppHost's own section <c>Access</c> is the service's too; unless it names a mesh key, all services share one
    /// that is made once and kept in the state folder. A deployment tells its own.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithMeshAccess(this IResourceBuilder<ProjectResource> builder)
    {
        var application = builder.ApplicationBuilder;
        if (!application.ExecutionContext.IsRunMode)
            return builder;
        if (application.KnowsCallers())
        {
            builder.WithEnvironment($"{Section}__Mode", "Jwt")
                .WithEnvironment(settings => settings.EnvironmentVariables[$"{Section}__Authority"] =
                    application.CreateResourceBuilder(application.Resources.OfType<ProjectResource>()
                        .Single(other => other.Name == AdministratorLink.Resource)).DeviceEndpoint());
        }
        builder.WithSection(Section);
        return application.Configuration[$"{Section}:MeshKey"] is null
            ? builder.WithEnvironment($"{Section}__MeshKey", KeyOf(application))
            : builder;
    }

    /// <summary>The gateway gives people and devices tokens where the AppHost's <c>Identity:Enabled</c> says so; all
    /// services take them, unless the section <c>Access</c> names another issuer.</summary>
    public static IResourceBuilder<ProjectResource> WithIdentity(this IResourceBuilder<ProjectResource> gateway)
    {
        var application = gateway.ApplicationBuilder;
        if (!application.ExecutionContext.IsRunMode || !application.KnowsCallers())
            return gateway;
        application.Services.AddHostedService<AdministratorLink>();
        return gateway
            .WithEnvironment($"{Identity}__Issuer", ReferenceExpression.Create($"{gateway.DeviceEndpoint()}/"))
            .WithSection(Identity);
    }

    /// <summary>Whether callers have to be known.</summary>
    public static bool KnowsCallers(this IDistributedApplicationBuilder application) =>
        application.Configuration.GetValue($"{Identity}:Enabled", false);

    private static IResourceBuilder<ParameterResource> KeyOf(IDistributedApplicationBuilder application) =>
        application.Resources.OfType<ParameterResource>().FirstOrDefault(parameter => parameter.Name == MeshKey)
            is { } known
            ? application.CreateResourceBuilder(known)
            : application.AddKeptSecret(MeshKey,
                () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
}
