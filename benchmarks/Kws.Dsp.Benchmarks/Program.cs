using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Kws.Dsp.Benchmarks.StreamingFrontEndBenchmarks).Assembly).Run(args);
