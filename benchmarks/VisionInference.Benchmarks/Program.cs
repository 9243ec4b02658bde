using BenchmarkDotNet.Running;
using Kws.VisionInference.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(ImageDecoderBenchmarks).Assembly).Run(args);
