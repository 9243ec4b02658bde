using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>One header: an ASCII text, or bytes under a key that ends with "-bin".</summary>
    public class Entry
    {
        private readonly string? _text;
        private readonly byte[]? _bytes;

        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = Normalise(key);
            if (!IsBinary)
                throw new ArgumentException($"the key '{Key}' of a binary value must end with '{BinaryHeaderSuffix}'", nameof(key));
            _bytes = valueBytes.AsSpan().ToArray();
        }

        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = Normalise(key);
            if (IsBinary)
                throw new ArgumentException($"the key '{Key}' of a text must not end with '{BinaryHeaderSuffix}'", nameof(key));
            _text = value;
        }

        /// <summary>Lower case; letters, digits, '_', '-' and '.' only.</summary>
        public string Key { get; }

        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The entry is binary.</exception>
        public string Value => _text ?? throw new InvalidOperationException($"the value of '{Key}' is binary: read ValueBytes");

        /// <summary>A copy of the bytes, or the text as ASCII.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(_text!) : _bytes.AsSpan().ToArray();

        public override string ToString() =>
            IsBinary ? $"[Entry: key={Key}, valueBytes={Convert.ToHexString(_bytes!)}]" : $"[Entry: key={Key}, value={_text}]";

        private static string Normalise(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            string lower = key.ToLowerInvariant();
            if (lower.Length == 0 || lower.AsSpan().ContainsAnyExcept(KeyCharacters))
                throw new ArgumentException($"metadata key '{key}' may hold only letters, digits, '_', '-' and '.'", nameof(key));
            return lower;
        }
    }
}
