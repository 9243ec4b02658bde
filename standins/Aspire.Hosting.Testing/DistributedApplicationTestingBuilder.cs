using System.Reflection;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Makes applications for tests: those that an AppHost describes, or new ones. They have no dashboard and
/// keep their state in a temporary folder, unless the test says otherwise.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    private static readonly string[] Defaults = [$"--{LocalState.TemporaryKey}=true", "--DcpPublisher:RandomizePorts=true"];

    /// <summary>Runs the AppHost to which the type belongs up to its <c>Build</c>.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), [], cancellationToken);

    /// <summary>Runs the AppHost to which the type belongs, with arguments, up to its <c>Build</c>.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), args, cancellationToken);

    /// <inheritdoc cref="CreateAsync{TEntryPoint}(string[], CancellationToken)"/>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), args, configureBuilder, cancellationToken);

    /// <inheritdoc cref="CreateAsync{TEntryPoint}(string[], CancellationToken)"/>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, string[] args, CancellationToken cancellationToken = default) =>
        CreateAsync(entryPoint, args, (_, _) => { }, cancellationToken);

    /// <inheritdoc cref="CreateAsync{TEntryPoint}(string[], CancellationToken)"/>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default)
    {
        var interception = new EntryPointInterception(entryPoint.Assembly, [.. Defaults, .. args], (options, settings) =>
        {
            options.DisableDashboard = true;
            configureBuilder(options, settings);
        });
        interception.InvokeEntryPoint();
        DistributedApplicationBuilder builder = await interception.Described.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new InterceptedBuilder(builder, interception);
    }

    /// <summary>Begins the description of a new application.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args) => Create(args, (_, _) => { });

    /// <inheritdoc cref="Create(string[])"/>
    public static IDistributedApplicationTestingBuilder Create(
        string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder)
    {
        var options = new DistributedApplicationOptions { Args = [.. Defaults, .. args], DisableDashboard = true };
        var settings = new HostApplicationBuilderSettings();
        configureBuilder(options, settings);
        return new InterceptedBuilder(new DistributedApplicationBuilder(options, settings, Assembly.GetCallingAssembly()), interception: null);
    }
}
