using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

using var telemetry = DeviceTelemetry.Start(Environment.GetEnvironmentVariable);
var context = CliContext.ForThisProcess();
using var end = new ProcessEnd(context.Interrupts);
return await end.RunAsync(stopping => KwsCommandLine.RunAsync(args, context, stopping));
