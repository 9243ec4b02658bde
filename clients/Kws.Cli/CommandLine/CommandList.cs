using System.CommandLine;

namespace Kws.Cli.CommandLine;

/// <summary>Every command of <c>kws</c>, in the order of its help. One line a capability.</summary>
internal static class CommandList
{
    public static IEnumerable<Command> All(CliContext context)
    {
        _ = context;
        yield break;
    }
}
