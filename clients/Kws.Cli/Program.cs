using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

using IDisposable? telemetry = DeviceTelemetry.Start(Environment.GetEnvironmentVariable);
return await KwsCommandLine.RunAsync(args, CliContext.ForThisProcess());
