using Kws.AppHost.Aws;

namespace Kws.AppHost.LocalServers;

/// <summary>Where the services of this machine keep objects and files.</summary>
internal static class ObjectStoreBuilderExtensions
{
    private const string Directory = "Storage:Directory";
    private const string Bucket = "Storage:S3:Bucket";

    /// <summary>One object store for all: what the AppHost's own section <c>Storage</c> names, else the bucket of its
    /// stack on AWS, else a folder of its state.</summary>
    public static IResourceBuilder<ProjectResource> WithObjectStore(this IResourceBuilder<ProjectResource> builder)
    {
        var application = builder.ApplicationBuilder;
        if (!application.ExecutionContext.IsRunMode)
            return builder;
        builder.WithSection("Storage").WithAwsAccount();
        if (application.Configuration[Directory] is not null || application.Configuration[Bucket] is not null)
            return builder;
        return application.HasAwsStack()
            ? builder.WithAwsBucket()
            : builder.WithEnvironment("Storage__Directory",
                Path.Combine(StateFolder.For(application).Path, "objects"));
    }

    /// <summary>Keeps clips as the AppHost's own section <c>Recording</c> says, in the object store of all: the
    /// training orchestrator finds them there.</summary>
    public static IResourceBuilder<ProjectResource> WithRecording(this IResourceBuilder<ProjectResource> builder) =>
        builder.ApplicationBuilder.ExecutionContext.IsRunMode
            ? builder.WithSection("Recording").WithObjectStore()
            : builder;

    /// <summary>Serves the models that the registry says, from the packages in the store; does not wait for either. A
    /// deployment tells both where it names its store.</summary>
    public static IResourceBuilder<ProjectResource> WithModelRegistry(
        this IResourceBuilder<ProjectResource> builder, IResourceBuilder<ProjectResource> orchestrator) =>
        builder.ApplicationBuilder.ExecutionContext.IsRunMode
            ? builder.WithReference(orchestrator)
                .WithEnvironment("Models__Registry__Address", $"http://{orchestrator.Resource.Name}")
                .WithEnvironment("Models__Registry__Cache",
                    Path.Combine(StateFolder.For(builder.ApplicationBuilder).Path, "packages"))
                .WithObjectStore()
            : builder;

    /// <summary>Running jobs have their files in the AppHost's state.</summary>
    public static IResourceBuilder<ProjectResource> WithJobFolder(this IResourceBuilder<ProjectResource> builder) =>
        builder.ApplicationBuilder.ExecutionContext.IsRunMode
            ? builder.WithEnvironment("Jobs__WorkFolder",
                Path.Combine(StateFolder.For(builder.ApplicationBuilder).Path, "jobs"))
            : builder;
}
