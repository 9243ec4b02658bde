using Amazon;
using Aspire.Hosting.AWS.CloudFormation;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.AppHost.Aws;

/// <summary>What the services of this machine take of a deployment on AWS (<c>deploy/aws</c>): the bucket, Polly's
/// voices and the role of SageMaker's jobs.</summary>
internal static class AwsStackBuilderExtensions
{
    private const string Resource = "aws";

    /// <summary>The stack that <c>Aws:Stack</c> names, in <c>Aws:Region</c>, read as <c>Aws:Profile</c>; nothing where
    /// none of them is set.</summary>
    /// <exception cref="DistributedApplicationException">The stack or its region is missing.</exception>
    public static void AddAwsStack(this IDistributedApplicationBuilder builder)
    {
        string? Setting(string name) => builder.Configuration[$"Aws:{name}"] is { Length: > 0 } text ? text : null;
        var (stack, region, profile) = (Setting("Stack"), Setting("Region"), Setting("Profile"));
        if (!builder.ExecutionContext.IsRunMode || (stack ?? region ?? profile) is null)
            return;
        if (stack is null || region is null)
            throw new DistributedApplicationException(
                $"Aws:{(stack is null ? "Stack" : "Region")} is not set; allowed: both it and " +
                $"Aws:{(stack is null ? "Region" : "Stack")}, or nothing of Aws");
        var account = builder.AddAWSSDKConfig().WithRegion(RegionEndpoint.GetBySystemName(region));
        if (profile is not null)
            account.WithProfile(profile);
        var resource = builder.AddAWSCloudFormationStack(Resource, stack).WithReference(account).Resource;
        builder.Services.AddHostedService(services =>
            ActivatorUtilities.CreateInstance<AwsStackFault>(services, resource));
    }

    /// <summary>Whether there is one.</summary>
    public static bool HasAwsStack(this IDistributedApplicationBuilder builder) => StackOf(builder) is not null;

    /// <summary>Clients of AWS are told its region and profile.</summary>
    public static IResourceBuilder<ProjectResource> WithAwsAccount(this IResourceBuilder<ProjectResource> builder) =>
        StackOf(builder.ApplicationBuilder) is { Resource.AWSSDKConfig: { } account }
            ? builder.WithReference(account)
            : builder;

    /// <summary>Objects lie in its bucket.</summary>
    public static IResourceBuilder<ProjectResource> WithAwsBucket(this IResourceBuilder<ProjectResource> builder) =>
        builder.WithAwsAccount().WithRegion("Storage__S3__Region")
            .WithOutput("Storage__S3__Bucket", AwsStackOutputs.Bucket);

    /// <summary>Polly speaks, where there is a stack.</summary>
    public static IResourceBuilder<ProjectResource> WithAwsSpeech(this IResourceBuilder<ProjectResource> builder) =>
        builder.ApplicationBuilder.HasAwsStack()
            ? builder.WithAwsAccount().WithRegion("Tts__Polly__Region").WithEnvironment("Tts__Engine", "polly")
            : builder;

    /// <summary>Jobs may run on SageMaker in its role, where there is a stack; without the executor's name they run
    /// here.</summary>
    public static IResourceBuilder<ProjectResource> WithAwsTraining(this IResourceBuilder<ProjectResource> builder) =>
        builder.ApplicationBuilder.HasAwsStack()
            ? builder.WithAwsAccount().WithRegion("SageMaker__Region")
                .WithOutput("SageMaker__Role", AwsStackOutputs.TrainingRole)
                .WithOutput("SageMaker__TrainerImage", AwsStackOutputs.TrainerImage)
            : builder;

    private static IResourceBuilder<ProjectResource> WithRegion(
        this IResourceBuilder<ProjectResource> builder, string setting) =>
        builder.WithEnvironment(setting, AwsStackOutputs.RegionOf(StackOf(builder.ApplicationBuilder)!.Resource));

    private static IResourceBuilder<ProjectResource> WithOutput(
        this IResourceBuilder<ProjectResource> builder, string setting, string output)
    {
        var stack = StackOf(builder.ApplicationBuilder)!;
        return builder.WithReferenceRelationship(stack.Resource).WithEnvironment(async told =>
            told.EnvironmentVariables[setting] =
                await AwsStackOutputs.ReadAsync(stack.GetOutput(output), told.CancellationToken));
    }

    private static IResourceBuilder<ICloudFormationStackResource>? StackOf(IDistributedApplicationBuilder builder) =>
        builder.Resources.OfType<ICloudFormationStackResource>().SingleOrDefault() is { } stack
            ? builder.CreateResourceBuilder(stack)
            : null;
}
