using System.CommandLine;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Audio;

/// <summary><c>kws recordings</c>: what services kept of what they heard.</summary>
internal static class RecordingsCommand
{
    public static Command Create(CliContext context) =>
        new("recordings", "Look at recorded clips in the object store") { RecordingsListCommand.Create(context) };
}
