using System.Security.Cryptography;

namespace Kws.Models;

/// <summary>Reads the files of a package, never past a limit and never outside the package.</summary>
internal static class PackageFiles
{
    /// <exception cref="InvalidModelPackageException">The file is missing, a link, too large or not what the manifest
    /// says.</exception>
    public static byte[] ReadVerified(string folder, PackageFile expected)
    {
        var content = Read(folder, expected.Path, expected.Bytes);
        if (content.Length != expected.Bytes)
            throw Refuse(folder, $"{expected.Path} has {content.Length} bytes; expected {expected.Bytes}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        if (hash != expected.Sha256)
            throw Refuse(folder, $"{expected.Path} has the SHA-256 {hash}; expected {expected.Sha256}");
        return content;
    }

    /// <exception cref="InvalidModelPackageException">The file is missing, a link or larger than
    /// <paramref name="maxBytes"/>.</exception>
    public static byte[] Read(string folder, string path, long maxBytes)
    {
        try
        {
            RefuseLinks(folder, path);
            using var stream = File.OpenRead(Path.Combine(folder, path));
            if (stream.Length > maxBytes)
                throw Refuse(folder, $"{path} has {stream.Length} bytes; expected at most {maxBytes}");
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelPackageException(folder,
                [$"{path} cannot be read; expected a file of the package: {e.Message}"], e);
        }
    }

    private static void RefuseLinks(string folder, string path)
    {
        var current = folder;
        foreach (var part in path.Split('/'))
        {
            current = Path.Combine(current, part);
            if (new FileInfo(current).LinkTarget is not null)
                throw Refuse(folder, $"{path} is a link; expected a file of the package");
        }
    }

    private static InvalidModelPackageException Refuse(string folder, string fault) => new(folder, [fault]);
}
