using Microsoft.IdentityModel.Tokens;

namespace Kws.ServiceDefaults.Access.Tokens;

/// <summary>The secrets that services know each other by.</summary>
internal static class MeshKeys
{
    public const int LeastBytes = 32;

    /// <summary>The keys of <see cref="AccessOptions.MeshKey"/>, the one that signs first; empty: there are none. Null:
    /// one is no base64, or too short.</summary>
    public static IReadOnlyList<SymmetricSecurityKey>? Parse(string setting)
    {
        List<SymmetricSecurityKey> keys = [];
        foreach (var text in setting.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var key = new byte[text.Length];
            if (!Convert.TryFromBase64String(text, key, out var length) || length < LeastBytes)
                return null;
            keys.Add(new SymmetricSecurityKey(key[..length]));
        }
        return keys;
    }
}
