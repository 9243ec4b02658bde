using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Signs;

namespace Kws.Cli.Packages;

/// <summary><c>kws evaluate</c>: how good a model package is, on clips, on a long recording, on hours without
/// keywords; or the sign model that a server has.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CliContext context) => new("evaluate", "Measure how well a model package recognises")
    {
        EvaluateClipsCommand.Create(context),
        EvaluateStreamCommand.Create(context),
        EvaluateFalseAlarmsCommand.Create(context),
        EvaluateSignsCommand.Create(context),
    };
}
