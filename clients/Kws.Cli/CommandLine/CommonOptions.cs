using System.CommandLine;

namespace Kws.Cli.CommandLine;

/// <summary>Options that many commands share, so that they read the same everywhere.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print JSON for programs instead of a table" };

    public static Option<bool> Verbose() => new("--verbose", "-v") { Description = "Say more" };
}
