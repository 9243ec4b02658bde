using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(VisionInference.Benchmarks.ImageDecoderBenchmarks).Assembly).Run(args);
