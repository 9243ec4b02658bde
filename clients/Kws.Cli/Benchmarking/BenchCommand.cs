using System.CommandLine;
using Kws.Cli.Benchmarking.Clips;
using Kws.Cli.Benchmarking.Http;
using Kws.Cli.Benchmarking.Model;
using Kws.Cli.Benchmarking.Sign;
using Kws.Cli.Benchmarking.Speech;
using Kws.Cli.Benchmarking.Streams;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Benchmarking;

/// <summary><c>kws bench</c>: puts a load on servers or models and reports what they made of it.</summary>
internal static class BenchCommand
{
    public static Command Create(CliContext context) => new("bench", "Measure servers and models")
    {
        BenchStreamsCommand.Create(context),
        BenchClipsCommand.Create(context),
        BenchHttpCommand.Create(context),
        BenchModelCommand.Create(context),
        BenchSpeechCommand.Create(context),
        BenchSignCommand.Create(context),
    };
}
