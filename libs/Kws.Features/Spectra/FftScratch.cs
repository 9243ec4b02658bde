using System.Numerics;

namespace Kws.Features;

/// <summary>Work space of one thread: streams by the thousand share it, so it stays in the cache.</summary>
internal sealed class FftScratch
{
    [ThreadStatic]
    private static FftScratch?[]? _byLog2;

    private readonly float[][] _parts;

    private FftScratch(int complexSize)
    {
        _parts = [new float[complexSize], new float[complexSize], new float[complexSize], new float[complexSize]];
        Power = new float[complexSize + 1];
    }

    public SplitComplex First => new(_parts[0], _parts[1]);

    public SplitComplex Second => new(_parts[2], _parts[3]);

    /// <summary>Bins 0 to complexSize.</summary>
    public float[] Power { get; }

    /// <summary>The calling thread's scratch for complex transforms of this size; made on first use.</summary>
    public static FftScratch ForThread(int complexSize)
    {
        _byLog2 ??= new FftScratch?[32];
        return _byLog2[BitOperations.Log2((uint)complexSize)] ??= new FftScratch(complexSize);
    }
}
