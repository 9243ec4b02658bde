using System.CommandLine;
using Kws.Cli.Benchmarking;
using Kws.Cli.Classifying;
using Kws.Cli.Demo;
using Kws.Cli.Evaluating;
using Kws.Cli.Features;
using Kws.Cli.Health;
using Kws.Cli.Listening;
using Kws.Cli.Models;
using Kws.Cli.Recordings;
using Kws.Cli.Sign;
using Kws.Cli.Speaking;

namespace Kws.Cli.CommandLine;

/// <summary>Every command of <c>kws</c>, in the order of its help. One line a capability.</summary>
internal static class CommandList
{
    public static IEnumerable<Command> All(CliContext context)
    {
        yield return DemoCommand.Create(context);
        yield return ListenCommand.Create(context);
        yield return ClassifyCommand.Create(context);
        yield return FeaturesCommand.Create(context);
        yield return ModelCommand.Create(context);
        yield return HealthCommand.Create(context);
        yield return RecordingsCommand.Create(context);
        yield return EvaluateCommand.Create(context);
        yield return TuneCommand.Create(context);
        yield return SignCommand.Create(context);
        yield return SayCommand.Create(context);
        yield return VoicesCommand.Create(context);
        yield return BenchCommand.Create(context);
    }
}
