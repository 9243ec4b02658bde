using System.CommandLine;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Signs;

/// <summary><c>kws sign</c>: hand-spelled letters from pictures and cameras.</summary>
internal static class SignCommand
{
    public static Command Create(CliContext context) => new("sign", "Read hand-spelled letters")
    {
        SignClassifyCommand.Create(context),
        SignReadCommand.Create(context),
        SignDemoCommand.Create(context),
    };
}
