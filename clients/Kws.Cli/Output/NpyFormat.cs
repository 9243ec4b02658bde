using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Kws.Cli.Output;

/// <summary>
/// NumPy's array file, version 1.0: magic, a header that is a Python dict padded to 64 bytes,
/// then row-major little-endian float32.
/// </summary>
internal static class NpyFormat
{
    private const int PreambleBytes = 10;
    private const int Alignment = 64;

    /// <param name="values">Row-major [rows, columns].</param>
    public static byte[] Encode(ReadOnlySpan<float> values, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, rows * columns);
        var dict = string.Create(CultureInfo.InvariantCulture,
            $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
        // The header ends with a newline, and the data begins at a multiple of 64.
        var total = (PreambleBytes + dict.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var header = dict.PadRight(total - PreambleBytes - 1) + "\n";

        var file = new byte[total + values.Length * sizeof(float)];
        ReadOnlySpan<byte> magicAndVersion = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];
        magicAndVersion.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)header.Length);
        Encoding.ASCII.GetBytes(header, file.AsSpan(PreambleBytes));
        var data = file.AsSpan(total);
        if (BitConverter.IsLittleEndian)
            MemoryMarshal.AsBytes(values).CopyTo(data);
        else
            for (var i = 0; i < values.Length; i++)
                BinaryPrimitives.WriteSingleLittleEndian(data[(i * sizeof(float))..], values[i]);
        return file;
    }
}
