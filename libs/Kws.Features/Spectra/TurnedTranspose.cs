using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kws.Features;

/// <summary>The middle of the four-step FFT: every element is turned by its own factor, and rows become
/// columns.</summary>
internal static class TurnedTranspose
{
    // A block of so many rows and columns is transposed in registers.
    private const int Block = 8;

    // What the instructions take: the first or last two of four of both, the lower or upper halves of both.
    private const byte FirstTwo = 0x44;
    private const byte LastTwo = 0xEE;
    private const byte Lows = 0x20;
    private const byte Highs = 0x31;

    /// <summary>to[column, row] = from[row, column] * (cos + i sin)[row, column].</summary>
    /// <param name="rows">Of <paramref name="from"/>.</param>
    /// <param name="columns">Of <paramref name="from"/>.</param>
    /// <param name="from">[rows, columns].</param>
    /// <param name="to">[columns, rows]; written.</param>
    /// <param name="cos">[rows, columns].</param>
    /// <param name="sin">[rows, columns].</param>
    public static void Run(
        int rows, int columns, SplitComplex from, SplitComplex to, ReadOnlySpan<float> cos, ReadOnlySpan<float> sin)
    {
        if (Avx.IsSupported && rows % Block == 0 && columns % Block == 0)
            InBlocks(rows, columns, from, to, cos, sin);
        else
            OneByOne(rows, columns, from, to, cos, sin);
    }

    private static void OneByOne(
        int rows, int columns, SplitComplex from, SplitComplex to, ReadOnlySpan<float> cos, ReadOnlySpan<float> sin)
    {
        for (var row = 0; row < rows; row++)
        {
            var target = row;
            for (var i = row * columns; i < (row + 1) * columns; i++, target += rows)
                to.SetTurned(target, from.Re[i], from.Im[i], cos[i], sin[i]);
        }
    }

    private static void InBlocks(
        int rows, int columns, SplitComplex from, SplitComplex to, ReadOnlySpan<float> cos, ReadOnlySpan<float> sin)
    {
        ref var re = ref MemoryMarshal.GetReference(from.Re[..(rows * columns)]);
        ref var im = ref MemoryMarshal.GetReference(from.Im[..(rows * columns)]);
        ref var c = ref MemoryMarshal.GetReference(cos[..(rows * columns)]);
        ref var s = ref MemoryMarshal.GetReference(sin[..(rows * columns)]);
        ref var toRe = ref MemoryMarshal.GetReference(to.Re[..(rows * columns)]);
        ref var toIm = ref MemoryMarshal.GetReference(to.Im[..(rows * columns)]);
        for (var row = 0; row < rows; row += Block)
        {
            for (var column = 0; column < columns; column += Block)
            {
                var at = row * columns + column;
                var target = column * rows + row;
                Real(ref re, ref im, ref c, ref s, at, columns, ref toRe, target, rows);
                Imaginary(ref re, ref im, ref c, ref s, at, columns, ref toIm, target, rows);
            }
        }
    }

    private static void Real(
        ref float re, ref float im, ref float cos, ref float sin, int at, int columns, ref float to, int target,
        int rows)
    {
        Store(Row(ref re, ref im, ref cos, ref sin, 0), Row(ref re, ref im, ref cos, ref sin, 1),
            Row(ref re, ref im, ref cos, ref sin, 2), Row(ref re, ref im, ref cos, ref sin, 3),
            Row(ref re, ref im, ref cos, ref sin, 4), Row(ref re, ref im, ref cos, ref sin, 5),
            Row(ref re, ref im, ref cos, ref sin, 6), Row(ref re, ref im, ref cos, ref sin, 7), ref to, target, rows);

        Vector256<float> Row(ref float re, ref float im, ref float cos, ref float sin, int row)
        {
            var i = (nuint)(at + row * columns);
            return Vector256.LoadUnsafe(ref re, i) * Vector256.LoadUnsafe(ref cos, i)
                - Vector256.LoadUnsafe(ref im, i) * Vector256.LoadUnsafe(ref sin, i);
        }
    }

    private static void Imaginary(
        ref float re, ref float im, ref float cos, ref float sin, int at, int columns, ref float to, int target,
        int rows)
    {
        Store(Row(ref re, ref im, ref cos, ref sin, 0), Row(ref re, ref im, ref cos, ref sin, 1),
            Row(ref re, ref im, ref cos, ref sin, 2), Row(ref re, ref im, ref cos, ref sin, 3),
            Row(ref re, ref im, ref cos, ref sin, 4), Row(ref re, ref im, ref cos, ref sin, 5),
            Row(ref re, ref im, ref cos, ref sin, 6), Row(ref re, ref im, ref cos, ref sin, 7), ref to, target, rows);

        Vector256<float> Row(ref float re, ref float im, ref float cos, ref float sin, int row)
        {
            var i = (nuint)(at + row * columns);
            return Vector256.LoadUnsafe(ref re, i) * Vector256.LoadUnsafe(ref sin, i)
                + Vector256.LoadUnsafe(ref im, i) * Vector256.LoadUnsafe(ref cos, i);
        }
    }

    // Pairs of rows, pairs of pairs, then the halves of the registers.
    private static void Store(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Vector256<float> e,
        Vector256<float> f, Vector256<float> g, Vector256<float> h, ref float to, int target, int rows)
    {
        var (ab, abHigh) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b));
        var (cd, cdHigh) = (Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
        var (ef, efHigh) = (Avx.UnpackLow(e, f), Avx.UnpackHigh(e, f));
        var (gh, ghHigh) = (Avx.UnpackLow(g, h), Avx.UnpackHigh(g, h));
        StorePair(Avx.Shuffle(ab, cd, FirstTwo), Avx.Shuffle(ef, gh, FirstTwo), ref to, target, 4 * rows);
        StorePair(Avx.Shuffle(ab, cd, LastTwo), Avx.Shuffle(ef, gh, LastTwo), ref to, target + rows, 4 * rows);
        StorePair(Avx.Shuffle(abHigh, cdHigh, FirstTwo), Avx.Shuffle(efHigh, ghHigh, FirstTwo), ref to,
            target + 2 * rows, 4 * rows);
        StorePair(Avx.Shuffle(abHigh, cdHigh, LastTwo), Avx.Shuffle(efHigh, ghHigh, LastTwo), ref to,
            target + 3 * rows, 4 * rows);
    }

    private static void StorePair(
        Vector256<float> upper, Vector256<float> lower, ref float to, int target, int fourRows)
    {
        Avx.Permute2x128(upper, lower, Lows).StoreUnsafe(ref to, (nuint)target);
        Avx.Permute2x128(upper, lower, Highs).StoreUnsafe(ref to, (nuint)(target + fourRows));
    }
}
