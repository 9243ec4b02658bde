using Kws.Cli.CommandLine;

return await KwsCommandLine.RunAsync(args, CliContext.ForThisProcess());
