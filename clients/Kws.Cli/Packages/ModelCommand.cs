using System.CommandLine;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Packages;

/// <summary><c>kws model</c>: what the services hear with.</summary>
internal static class ModelCommand
{
    public static Command Create(CliContext context) =>
        new("model", "Look at keyword models") { ModelShowCommand.Create(context) };
}
