using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Kws.Features.Benchmarks.StreamingFrontEndBenchmarks).Assembly).Run(args);
