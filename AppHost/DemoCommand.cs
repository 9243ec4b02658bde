using Kws.AppHost.Tls;

// Commands that run a program are new in Aspire; without them this would start a process by hand.
#pragma warning disable ASPIREPROCESSCOMMAND001

namespace Kws.AppHost;

/// <summary>Lets a user of the dashboard see and hear the mesh work.</summary>
internal static class DemoCommand
{
    private const int MostLines = 40;

    /// <summary>Adds a command that streams the ten demo words, as <c>kws demo</c> does, and shows what was
    /// heard.</summary>
    public static IResourceBuilder<ProjectResource> WithDemoCommand<TProject>(
        this IResourceBuilder<ProjectResource> builder)
        where TProject : IProjectMetadata, new()
    {
        if (!builder.ApplicationBuilder.ExecutionContext.IsRunMode)
            return builder;
        var server = builder.DeviceEndpoint();
        var trusted = builder.ApplicationBuilder.ServesTls()
            ? DevelopmentCertificate.For(builder.ApplicationBuilder).Path
            : "";
        return builder.WithProcessCommand(
            "demo-words", "Stream the demo words",
            context => new ProcessCommandSpec(BuiltPrograms.PathOf(new TProject().ProjectPath))
            {
                Arguments = ["demo"],
                EnvironmentVariables = new Dictionary<string, string>
                {
                    ["KWS_SERVER"] = server.Url,
                    ["DOTNET_ROOT"] = BuiltPrograms.DotnetRoot(),
                    ["OTEL_SERVICE_NAME"] = "demo-words",
                    ["KWS_CA"] = trusted,
                },
            },
            new ProcessCommandOptions
            {
                Description =
                    "A device speaks ten words (espeak-ng), streams them in real time and tells what was heard.",
                IconName = "PersonVoice",
                IsHighlighted = true,
                MaxOutputLineCount = MostLines,
                UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running
                    ? ResourceCommandState.Enabled
                    : ResourceCommandState.Disabled,
            });
    }
}
