using System.CommandLine;
using Kws.Cli.Audio;
using Kws.Cli.Benchmarking;
using Kws.Cli.Keywords;
using Kws.Cli.Packages;
using Kws.Cli.Servers;
using Kws.Cli.Signs;
using Kws.Cli.Speech;

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
