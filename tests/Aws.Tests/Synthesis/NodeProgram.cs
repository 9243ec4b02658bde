namespace Kws.Aws.Tests.Synthesis;

/// <summary>The CDK's own part runs on Node.js.</summary>
internal static class NodeProgram
{
    private static readonly string[] s_names = ["node", "node.exe"];

    public static bool IsThere { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => s_names.Any(name => File.Exists(Path.Combine(folder, name))));
}
