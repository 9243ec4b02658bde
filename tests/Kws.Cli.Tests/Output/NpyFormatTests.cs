using Kws.Cli.Output;

namespace Kws.Cli.Tests.Output;

/// <summary>Our writer against a reader that is not ours.</summary>
public sealed class NpyFormatTests
{
    [SkippableFact]
    public async Task Npy_ReadByNumPy_HasTheSameValuesAndShape()
    {
        float[] values = [1.5f, -2.25f, 3f, float.MaxValue, -1e-30f, 0f];

        var printed = await PythonReader.RunAsync(
            "import sys, io, numpy; a = numpy.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False); " +
            "print(a.shape, a.dtype, a.tobytes().hex())",
            NpyFormat.Encode(values, 2, 3));

        var bytes = Convert.ToHexStringLower(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values));
        Assert.Equal($"(2, 3) float32 {bytes}", printed);
    }
}
