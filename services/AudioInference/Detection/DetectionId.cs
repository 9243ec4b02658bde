using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kws.AudioInference.Detection;

/// <summary>Names a detection by what was heard, not by when it was computed.</summary>
internal static class DetectionId
{
    /// <summary>
    /// The first 16 bytes, as lower-case hex, of the SHA-256 over device, recording, label and the position of
    /// the decision. The same audio of the same recording gives the same id on any server and any replay.
    /// </summary>
    /// <param name="deviceId">The device.</param>
    /// <param name="recordingId">The recording; ids of different recordings differ.</param>
    /// <param name="label">The keyword.</param>
    /// <param name="decidedModelSample">End of the deciding window in samples at the model's rate, 0 or more.</param>
    public static string Create(string deviceId, string recordingId, string label, long decidedModelSample)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, deviceId);
        Append(hash, recordingId);
        Append(hash, label);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, decidedModelSample);
        hash.AppendData(number);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>Length first, so that ("ab", "c") and ("a", "bc") differ.</summary>
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
