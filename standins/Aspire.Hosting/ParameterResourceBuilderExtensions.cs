using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds values given from outside.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a value configured as <c>Parameters:name</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(CreateParameter(builder, name, secret));

    /// <summary>Adds a value that needs no configuration. The manifest holds it only with <paramref name="publishValueAsDefault"/>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    /// <inheritdoc cref="AddParameter(IDistributedApplicationBuilder, string, string, bool, bool)"/>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, Func<string> valueGetter, bool publishValueAsDefault = false, bool secret = false)
    {
        if (publishValueAsDefault && secret)
            throw new ArgumentException("A parameter cannot be both secret and published as a default value.", nameof(secret));
        var parameter = new ParameterResource(name, _ => builder.Configuration[$"Parameters:{name}"] ?? valueGetter(), secret);
        if (publishValueAsDefault)
            parameter.Default = new ConstantParameterDefault(valueGetter);
        return builder.AddResource(parameter);
    }

    /// <summary>Adds a value configured under another key.</summary>
    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(
        this IDistributedApplicationBuilder builder, string name, string configurationKey, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, _ => Configured(builder.Configuration, name, configurationKey, null), secret));

    /// <summary>Adds a connection string configured as <c>ConnectionStrings:name</c>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null) =>
        builder.AddResource(new ConnectionStringParameterResource(
            name, _ => Configured(builder.Configuration, name, $"ConnectionStrings:{name}", null), environmentVariableName));

    /// <summary>A random password, the same at every start on this machine, unless <c>Parameters:name</c> is configured.</summary>
    public static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder, string name, bool lower = true, bool upper = true, bool numeric = true, bool special = true,
        int minLower = 0, int minUpper = 0, int minNumeric = 0, int minSpecial = 0)
    {
        var generated = new GenerateParameterDefault { Lower = lower, Upper = upper, Numeric = numeric, Special = special };
        generated.MinLength = Math.Max(generated.MinLength, minLower + minUpper + minNumeric + minSpecial);
        return new ParameterResource(
            name, value => Configured(builder.Configuration, name, $"Parameters:{name}", () => LocalState.For(builder).GetOrAddSecret(name, value!.GetDefaultValue)), secret: true)
        {
            Default = generated,
        };
    }

    internal static ParameterResource CreateParameter(IDistributedApplicationBuilder builder, string name, bool secret) =>
        new(name, _ => Configured(builder.Configuration, name, $"Parameters:{name}", null), secret);

    private static string Configured(IConfiguration configuration, string name, string key, Func<string>? otherwise) =>
        configuration[key] ?? otherwise?.Invoke() ?? throw new MissingParameterValueException(
            $"Parameter resource could not be used because configuration key '{key}' is missing: the resource '{name}' has no value. " +
            $"Set the environment variable {key.Replace(":", "__", StringComparison.Ordinal)}, or '{key}' in appsettings.json or with 'dotnet user-secrets set'.");
}
