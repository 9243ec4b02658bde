using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Kws.AppHost.Tests;

/// <summary>What the model tells a resource.</summary>
internal static class ResourceSettings
{
    /// <summary>The variables of its environment; what is known at its start alone as what will tell it.</summary>
    public static Task<Dictionary<string, object>> SettingsOfAsync(
        this IDistributedApplicationTestingBuilder builder, string resource) =>
        builder.SettingsOfAsync(builder.Resources.Single(other => other.Name == resource));

    /// <summary>The same of one that need not be in the model any more.</summary>
    public static async Task<Dictionary<string, object>> SettingsOfAsync(
        this IDistributedApplicationTestingBuilder builder, IResource resource)
    {
        var settings = new Dictionary<string, object>();
        var context = new EnvironmentCallbackContext(builder.ExecutionContext, resource, settings);
        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await callback.Callback(context).WithTimeout();
        return settings;
    }
}
