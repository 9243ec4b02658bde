using System.Globalization;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes one resource's entry of the deployment manifest.</summary>
public sealed class ManifestPublishingContext(
    DistributedApplicationExecutionContext executionContext, string manifestPath, Utf8JsonWriter writer, CancellationToken cancellationToken = default)
{
    // What a deployment may give to endpoints that name no port, beside the project's first one.
    private const int FirstFurtherPort = 8000;

    /// <summary>Publish.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>The manifest's absolute path.</summary>
    public string ManifestPath { get; } = manifestPath;

    /// <summary>Stands inside the resource's object.</summary>
    public Utf8JsonWriter Writer { get; } = writer;

    /// <summary>Ends the publishing.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The path as seen from the manifest's folder, with forward slashes; null stays null.</summary>
    public string? GetManifestRelativePath(string? path) => path is null
        ? null
        : Path.GetRelativePath(Path.GetDirectoryName(ManifestPath)!, path).Replace('\\', '/');

    /// <summary>Writes <c>connectionString</c> when the resource has one.</summary>
    public void WriteConnectionString(IResource resource)
    {
        if (resource is IResourceWithConnectionString { } connectable)
            Writer.WriteString("connectionString", connectable.ConnectionStringExpression.ValueExpression);
    }

    /// <summary>Writes <c>bindings</c> when the resource has endpoints.</summary>
    public void WriteBindings(IResource resource)
    {
        if (!resource.TryGetAnnotationsOfType(out IEnumerable<EndpointAnnotation>? endpoints))
            return;
        bool http2 = resource.Annotations.OfType<Http2ServiceAnnotation>().Any();
        bool isFirst = true;
        int further = FirstFurtherPort;
        Writer.WriteStartObject("bindings");
        foreach (EndpointAnnotation endpoint in endpoints)
        {
            bool isHttp = endpoint.UriScheme is "http" or "https";
            Writer.WriteStartObject(endpoint.Name);
            Writer.WriteString("scheme", endpoint.UriScheme);
            Writer.WriteString("protocol", endpoint.Protocol.ToString().ToLowerInvariant());
            Writer.WriteString("transport", http2 && isHttp ? "http2" : endpoint.Transport);
            if (endpoint.Port is { } port)
                Writer.WriteNumber("port", port);
            if (endpoint.TargetPort is { } target)
                Writer.WriteNumber("targetPort", target);
            else if (resource is not ProjectResource || !isHttp || !isFirst)
                Writer.WriteNumber("targetPort", endpoint.Port ?? further++);
            if (endpoint.IsExternal)
                Writer.WriteBoolean("external", true);
            Writer.WriteEndObject();
            isFirst = isFirst && !isHttp;
        }

        Writer.WriteEndObject();
    }

    /// <summary>Writes <c>env</c> when the resource has variables.</summary>
    public async Task WriteEnvironmentVariablesAsync(IResource resource)
    {
        var context = new EnvironmentCallbackContext(ExecutionContext, resource, ListeningVariables(resource), CancellationToken);
        foreach (EnvironmentCallbackAnnotation annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(context).ConfigureAwait(false);
        if (context.EnvironmentVariables.Count == 0)
            return;
        Writer.WriteStartObject("env");
        foreach ((string name, object value) in context.EnvironmentVariables)
            Writer.WriteString(name, Expression(value));
        Writer.WriteEndObject();
    }

    /// <summary>Writes <c>args</c> when the resource has arguments.</summary>
    public async Task WriteCommandLineArgumentsAsync(IResource resource)
    {
        var args = new List<object>();
        var context = new CommandLineArgsCallbackContext(args, resource, CancellationToken) { ExecutionContext = ExecutionContext };
        foreach (CommandLineArgsCallbackAnnotation annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await annotation.Callback(context).ConfigureAwait(false);
        if (args.Count == 0)
            return;
        Writer.WriteStartArray("args");
        foreach (object arg in args)
            Writer.WriteStringValue(Expression(arg));
        Writer.WriteEndArray();
    }

    /// <summary>Writes a container's entry.</summary>
    public async Task WriteContainerAsync(ContainerResource container)
    {
        Writer.WriteString("type", "container.v0");
        WriteConnectionString(container);
        if (!container.TryGetLastAnnotation(out ContainerImageAnnotation? image))
            throw new DistributedApplicationException($"Could not get container image name: '{container.Name}' has none.");
        Writer.WriteString("image", image.Reference);
        if (container.Entrypoint is { } entrypoint)
            Writer.WriteString("entrypoint", entrypoint);
        await WriteCommandLineArgumentsAsync(container).ConfigureAwait(false);
        WriteMounts(container, ContainerMountType.Volume, "volumes");
        WriteMounts(container, ContainerMountType.BindMount, "bindMounts");
        await WriteEnvironmentVariablesAsync(container).ConfigureAwait(false);
        WriteBindings(container);
    }

    // A deployment decides the ports; the process learns them as it does on a developer's machine.
    private static Dictionary<string, object> ListeningVariables(IResource resource)
    {
        var variables = new Dictionary<string, object>();
        foreach (EndpointAnnotation endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            string port = $"{{{resource.Name}.bindings.{endpoint.Name}.targetPort}}";
            if (endpoint.TargetPortEnvironmentVariable is { } variable)
                variables[variable] = port;
            else if (resource is ProjectResource && endpoint.UriScheme is "http" or "https")
                variables[Ports(endpoint)] = variables.TryGetValue(Ports(endpoint), out object? others) ? $"{others};{port}" : port;
        }

        return variables;

        static string Ports(EndpointAnnotation endpoint) => endpoint.UriScheme.ToUpperInvariant() + "_PORTS";
    }

    private void WriteMounts(ContainerResource container, ContainerMountType type, string property)
    {
        List<ContainerMountAnnotation> mounts = [.. container.Annotations.OfType<ContainerMountAnnotation>().Where(mount => mount.Type == type)];
        if (mounts.Count == 0)
            return;
        Writer.WriteStartArray(property);
        foreach (ContainerMountAnnotation mount in mounts)
        {
            Writer.WriteStartObject();
            if (mount.Source is not null)
                Writer.WriteString(type == ContainerMountType.Volume ? "name" : "source", type == ContainerMountType.Volume ? mount.Source : GetManifestRelativePath(mount.Source));
            Writer.WriteString("target", mount.Target);
            Writer.WriteBoolean("readOnly", mount.IsReadOnly);
            Writer.WriteEndObject();
        }

        Writer.WriteEndArray();
    }

    private static string Expression(object value) => value switch
    {
        string text => text,
        IManifestExpressionProvider expression => expression.ValueExpression,
        IResourceBuilder<IResource> { Resource: IManifestExpressionProvider expression } => expression.ValueExpression,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
