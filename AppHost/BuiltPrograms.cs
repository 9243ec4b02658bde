using System.Reflection;
using System.Runtime.InteropServices;

namespace Kws.AppHost;

/// <summary>
/// The programs that the AppHost's build made of its projects. Aspire would start each by <c>dotnet run</c>, which
/// evaluates the project again: a second process and seconds of processor time for every service.
/// </summary>
internal static class BuiltPrograms
{
    // AppHost.csproj writes one such attribute for each project: "program:PATH OF THE PROJECT" = path of its assembly.
    private const string Prefix = "program:";

    /// <summary>Starts the project's built program itself.</summary>
    /// <remarks>An IDE that debugs the project still starts it its own way, and so does <c>dotnet watch</c>.</remarks>
    public static IResourceBuilder<ProjectResource> RunsBuiltProgram(this IResourceBuilder<ProjectResource> builder)
    {
        if (!builder.ApplicationBuilder.ExecutionContext.IsRunMode
            || IsTrue(builder.ApplicationBuilder.Configuration["DOTNET_WATCH"]))
            return builder;
        var project = builder.Resource.GetProjectMetadata().ProjectPath;
        var program = PathOf(project);
        return builder
            .WithAnnotation(
                new ExecutableAnnotation { Command = program, WorkingDirectory = Path.GetDirectoryName(project)! })
            // A program looks for .NET in its usual places only; this one runs where dotnet may be elsewhere.
            .WithEnvironment("DOTNET_ROOT", DotnetRoot());
    }

    /// <summary>The native executable of a project of the AppHost.</summary>
    /// <exception cref="DistributedApplicationException">It was not built.</exception>
    public static string PathOf(string project)
    {
        var assembly = typeof(BuiltPrograms).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == Prefix + project)?.Value;
        var program = OperatingSystem.IsWindows()
            ? Path.ChangeExtension(assembly, ".exe")
            : Path.ChangeExtension(assembly, null);
        return program is not null && File.Exists(program)
            ? program
            : throw new DistributedApplicationException(
                $"the program of {project} was not found at '{program}'; build the AppHost: dotnet build AppHost");
    }

    /// <summary>The folder of the .NET that runs this process.</summary>
    public static string DotnetRoot() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static bool IsTrue(string? text) => text is "1"
        || string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
}
