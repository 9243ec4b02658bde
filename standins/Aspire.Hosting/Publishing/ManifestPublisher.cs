using System.Text.Encodings.Web;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the deployment manifest: <c>--publisher manifest --output-path FILE</c>.</summary>
internal sealed class ManifestPublisher(
    DistributedApplicationModel model, DistributedApplicationExecutionContext executionContext, IConfiguration configuration, ILogger<ManifestPublisher> logger)
{
    internal const string PublisherKey = "Publishing:Publisher";
    internal const string OutputPathKey = "Publishing:OutputPath";

    private const string Schema = "https://json.schemastore.org/aspire-8.0.json";

    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        string publisher = configuration[PublisherKey] ?? "manifest";
        if (!publisher.Equals("manifest", StringComparison.OrdinalIgnoreCase))
            throw new DistributedApplicationException($"The publisher '{publisher}' is not known: use '--publisher manifest'.");
        string path = Path.GetFullPath(configuration[OutputPathKey] ??
            throw new DistributedApplicationException("The '--output-path [path]' option was not specified even though '--publisher manifest' argument was used."));
        if (Directory.Exists(path))
            path = Path.Combine(path, "aspire-manifest.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // The whole manifest or none: a failing resource leaves no half a file.
        using var buffer = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            await WriteAsync(writer, path, cancellationToken).ConfigureAwait(false);
        buffer.WriteByte((byte)'\n');
        await File.WriteAllBytesAsync(path, buffer.ToArray(), cancellationToken).ConfigureAwait(false);
        ManifestPublisherLog.Published(logger, path);
    }

    private async Task WriteAsync(Utf8JsonWriter writer, string path, CancellationToken cancellationToken)
    {
        var context = new ManifestPublishingContext(executionContext, path, writer, cancellationToken);
        writer.WriteStartObject();
        writer.WriteString("$schema", Schema);
        writer.WriteStartObject("resources");
        foreach (IResource resource in model.Resources)
            await WriteAsync(resource, context).ConfigureAwait(false);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static async Task WriteAsync(IResource resource, ManifestPublishingContext context)
    {
        Func<ManifestPublishingContext, Task>? write = resource.TryGetLastAnnotation(out ManifestPublishingCallbackAnnotation? custom)
            ? custom.Callback
            : Default(resource);
        if (write is null)
            return;
        context.Writer.WriteStartObject(resource.Name);
        await write(context).ConfigureAwait(false);
        context.Writer.WriteEndObject();
    }

    private static Func<ManifestPublishingContext, Task>? Default(IResource resource) => resource switch
    {
        ContainerResource container => context => context.WriteContainerAsync(container),
        ProjectResource project => context => WriteProjectAsync(project, context),
        ExecutableResource executable => context => WriteExecutableAsync(executable, context),
        ParameterResource parameter => context => WriteParameter(parameter, context),
        IResourceWithConnectionString value => context => WriteValue(value, context),
        _ => context =>
        {
            context.Writer.WriteString("error", "This resource does not support generation in the manifest.");
            return Task.CompletedTask;
        }
        ,
    };

    private static async Task WriteProjectAsync(ProjectResource project, ManifestPublishingContext context)
    {
        if (!project.TryGetLastAnnotation(out IProjectMetadata? metadata))
            throw new DistributedApplicationException($"The project resource '{project.Name}' names no project file.");
        context.Writer.WriteString("type", "project.v0");
        context.Writer.WriteString("path", context.GetManifestRelativePath(metadata.ProjectPath));
        await context.WriteCommandLineArgumentsAsync(project).ConfigureAwait(false);
        await context.WriteEnvironmentVariablesAsync(project).ConfigureAwait(false);
        context.WriteBindings(project);
    }

    private static async Task WriteExecutableAsync(ExecutableResource executable, ManifestPublishingContext context)
    {
        context.Writer.WriteString("type", "executable.v0");
        context.Writer.WriteString("workingDirectory", context.GetManifestRelativePath(executable.WorkingDirectory));
        context.Writer.WriteString("command", executable.Command);
        await context.WriteCommandLineArgumentsAsync(executable).ConfigureAwait(false);
        await context.WriteEnvironmentVariablesAsync(executable).ConfigureAwait(false);
        context.WriteBindings(executable);
    }

    private static Task WriteValue(IResourceWithConnectionString value, ManifestPublishingContext context)
    {
        context.Writer.WriteString("type", "value.v0");
        context.WriteConnectionString(value);
        return Task.CompletedTask;
    }

    private static Task WriteParameter(ParameterResource parameter, ManifestPublishingContext context)
    {
        Utf8JsonWriter writer = context.Writer;
        writer.WriteString("type", "parameter.v0");
        if (parameter.IsConnectionString)
            writer.WriteString("connectionString", $"{{{parameter.Name}.value}}");
        writer.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        writer.WriteStartObject("inputs");
        writer.WriteStartObject("value");
        writer.WriteString("type", "string");
        if (parameter.Secret)
            writer.WriteBoolean("secret", true);
        WriteDefault(parameter.Default, writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        return Task.CompletedTask;
    }

    private static void WriteDefault(ParameterDefault? value, Utf8JsonWriter writer)
    {
        if (value is null)
            return;
        writer.WriteStartObject("default");
        if (value is GenerateParameterDefault generated)
        {
            writer.WriteStartObject("generate");
            writer.WriteNumber("minLength", generated.MinLength);
            (string Name, bool Allowed)[] kinds = [("lower", generated.Lower), ("upper", generated.Upper), ("numeric", generated.Numeric), ("special", generated.Special)];
            foreach ((string name, bool allowed) in kinds)
                if (!allowed)
                    writer.WriteBoolean(name, false);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("value", value.GetDefaultValue());
        }

        writer.WriteEndObject();
    }
}

internal static partial class ManifestPublisherLog
{
    [LoggerMessage(1, LogLevel.Information, "Published manifest to: {Path}")]
    public static partial void Published(ILogger logger, string path);
}
