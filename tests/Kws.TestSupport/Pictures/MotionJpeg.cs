namespace Kws.TestSupport.Pictures;

/// <summary>JPEGs one after the other.</summary>
public static class MotionJpeg
{
    /// <summary>The frames of a file: each ends with the marker FF D9, which no other part of a plain JPEG
    /// holds.</summary>
    public static IEnumerable<byte[]> FramesOf(string file)
    {
        var bytes = File.ReadAllBytes(file);
        for (var start = 0; start < bytes.Length;)
        {
            var length = bytes.AsSpan(start).IndexOf([(byte)0xFF, (byte)0xD9]) + 2;
            yield return bytes[start..(start + length)];
            start += length;
        }
    }
}
