namespace Kws.TestSupport.Fuzzing;

/// <summary>Changes files blindly.</summary>
public static class ByteMutation
{
    private static readonly byte[] s_edges = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];

    /// <summary>A copy in which one to eight places are changed: a byte set, bits turned, a part cut, doubled or
    /// put in from elsewhere.</summary>
    public static byte[] Mutate(byte[] content, Random random)
    {
        var bytes = new List<byte>(content);
        for (var changes = random.Next(1, 9); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 33), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = s_edges[random.Next(s_edges.Length)];
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }
        return [.. bytes];
    }
}
