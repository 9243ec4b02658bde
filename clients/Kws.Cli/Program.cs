using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

using var telemetry = DeviceTelemetry.Start(Environment.GetEnvironmentVariable);
return await KwsCommandLine.RunAsync(args, CliContext.ForThisProcess());
