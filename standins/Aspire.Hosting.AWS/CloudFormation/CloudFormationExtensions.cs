using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.AWS;
using Aspire.Hosting.AWS.CloudFormation;
using Aspire.Hosting.AWS.Internal;

namespace Aspire.Hosting;

/// <summary>Stacks of CloudFormation and what they give out.</summary>
public static class CloudFormationExtensions
{
    /// <summary>A stack that is there already: its outputs are read when the application starts.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">What the resource is called.</param>
    /// <param name="stackName">The stack's name; null: the resource's.</param>
    public static IResourceBuilder<ICloudFormationStackResource> AddAWSCloudFormationStack(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string? stackName = null)
    {
        var resource = new CloudFormationStackResource(name, stackName ?? name);
        builder.Eventing.Subscribe<BeforeStartEvent>((start, cancellationToken) =>
        {
            if (builder.ExecutionContext.IsRunMode)
                StackReading.Begin(resource, start.Services, cancellationToken);
            return Task.CompletedTask;
        });
        return builder.AddResource<ICloudFormationStackResource>(resource)
            .WithInitialState(new() { Properties = [], ResourceType = "CloudFormationStack" })
            .ExcludeFromManifest();
    }

    /// <summary>With which the stack is asked for.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IAWSSDKConfig awsSdkConfig)
        where TDestination : ICloudFormationResource
    {
        builder.Resource.AWSSDKConfig = awsSdkConfig;
        return builder;
    }

    /// <summary>An output of the stack.</summary>
    public static StackOutputReference GetOutput(
        this IResourceBuilder<ICloudFormationResource> builder, string name) => new(name, builder.Resource);
}
