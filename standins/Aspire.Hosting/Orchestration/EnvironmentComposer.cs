using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>What one replica receives.</summary>
internal sealed record ComposedEnvironment(
    IReadOnlyDictionary<string, string> Variables, IReadOnlySet<string> Secrets, IReadOnlyList<string> Arguments);

/// <summary>Fills in the variables and arguments of a replica, waiting for the values of others.</summary>
internal sealed class EnvironmentComposer(DistributedApplicationExecutionContext executionContext, TelemetryTarget telemetry)
{
    public async Task<ComposedEnvironment> ComposeAsync(IResource resource, int replica, string instanceId, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object>();
        if (resource.TryGetLastAnnotation(out OtlpExporterAnnotation? otlp))
            telemetry.AddTo(values, resource.Name, instanceId, otlp.RequiredProtocol);
        AddListening(resource, replica, values);
        var callbackContext = new EnvironmentCallbackContext(executionContext, resource, values, cancellationToken);
        foreach (EnvironmentCallbackAnnotation annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(callbackContext).ConfigureAwait(false);

        var variables = new Dictionary<string, string>();
        var secrets = new HashSet<string> { TelemetryTarget.HeadersVariable };
        foreach ((string name, object value) in values)
        {
            if (Secrecy.IsSecret(value))
                secrets.Add(name);
            if (await ResolveAsync(resource, replica, value, $"environment variable '{name}'", cancellationToken).ConfigureAwait(false) is { } text)
                variables[name] = text;
        }

        return new ComposedEnvironment(variables, secrets, await ArgumentsAsync(resource, replica, cancellationToken).ConfigureAwait(false));
    }

    private static void AddListening(IResource resource, int replica, Dictionary<string, object> values)
    {
        var urls = new List<string>();
        foreach (EndpointAnnotation endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            string port = (resource is ContainerResource ? endpoint.TargetPort ?? endpoint.ReplicaPorts[0] : endpoint.ReplicaPorts[replica])
                .ToString(CultureInfo.InvariantCulture);
            if (endpoint.TargetPortEnvironmentVariable is { } variable)
                values[variable] = port;
            else if (endpoint.UriScheme is "http" or "https")
                urls.Add($"{endpoint.UriScheme}://{endpoint.TargetHost}:{port}");
        }

        if (resource is ProjectResource && urls.Count > 0)
            values["ASPNETCORE_URLS"] = string.Join(';', urls);
    }

    private async Task<List<string>> ArgumentsAsync(IResource resource, int replica, CancellationToken cancellationToken)
    {
        var values = new List<object>();
        var context = new CommandLineArgsCallbackContext(values, resource, cancellationToken) { ExecutionContext = executionContext };
        foreach (CommandLineArgsCallbackAnnotation annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await annotation.Callback(context).ConfigureAwait(false);
        var arguments = new List<string>();
        foreach (object value in values)
            if (await ResolveAsync(resource, replica, value, "an argument", cancellationToken).ConfigureAwait(false) is { } text)
                arguments.Add(text);
        return arguments;
    }

    private static async Task<string?> ResolveAsync(IResource resource, int replica, object value, string use, CancellationToken cancellationToken)
    {
        switch (value)
        {
            case string text:
                return text;
            case EndpointReferenceExpression { Property: EndpointProperty.TargetPort } own when own.Endpoint.Resource == resource:
                return own.Endpoint.Annotation.ReplicaPorts[replica].ToString(CultureInfo.InvariantCulture);
            case IResourceBuilder<IResource> { Resource: IValueProvider provider }:
                return await provider.GetValueAsync(cancellationToken).ConfigureAwait(false);
            case IValueProvider provider:
                try
                {
                    return await provider.GetValueAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (MissingParameterValueException e)
                {
                    throw new MissingParameterValueException($"{e.Message} It is needed for {use} of '{resource.Name}'.", e);
                }

            default:
                return Convert.ToString(value, CultureInfo.InvariantCulture);
        }
    }
}
