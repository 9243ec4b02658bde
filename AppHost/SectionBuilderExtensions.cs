using Microsoft.Extensions.Configuration;

namespace Kws.AppHost;

/// <summary>Settings that the AppHost has of its own for several services.</summary>
internal static class SectionBuilderExtensions
{
    /// <summary>A section of the AppHost's own is the service's too.</summary>
    public static IResourceBuilder<ProjectResource> WithSection(
        this IResourceBuilder<ProjectResource> builder, string section)
    {
        foreach (var setting in builder.ApplicationBuilder.Configuration.GetSection(section).AsEnumerable()
            .Where(setting => setting.Value is not null))
            builder.WithEnvironment(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value);
        return builder;
    }
}
