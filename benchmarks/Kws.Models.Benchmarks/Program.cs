using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Kws.Models.Benchmarks.KeywordModelBenchmarks).Assembly).Run(args);
