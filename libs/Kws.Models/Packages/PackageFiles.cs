using System.Security.Cryptography;

namespace Kws.Models;

/// <summary>Reads the files of a package, never past a limit and never outside the package.</summary>
internal static class PackageFiles
{
    // As the kernel's: more are a loop.
    private const int MaxLinks = 40;

    /// <exception cref="InvalidModelPackageException">The file is missing, leads outside, is too large or not what the
    /// manifest says.</exception>
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

    /// <summary>Reads a file of the package. Links are followed inside the package alone.</summary>
    /// <exception cref="InvalidModelPackageException">The file is missing, no plain file, outside of the package or
    /// larger than <paramref name="maxBytes"/>.</exception>
    public static byte[] Read(string folder, string path, long maxBytes)
    {
        try
        {
            var file = new FileInfo(InsidePath(folder, path));
            // A pipe or a device has no length, and opening one may wait for ever.
            if (file is { Exists: true, Length: 0 })
                throw Refuse(folder, $"{path} has 0 bytes; expected a plain file of the package with content");
            using var stream = file.OpenRead();
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

    // The file's place without links, if that is inside the folder's.
    private static string InsidePath(string folder, string path)
    {
        var root = WithoutLinks(folder, folder);
        var place = WithoutLinks(Path.Combine(root, path), folder);
        return place.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? place
            : throw Refuse(folder, $"{path} is a link that leads outside; expected a file of the package");
    }

    private static string WithoutLinks(string path, string folder)
    {
        path = Path.GetFullPath(path);
        for (var links = 0; links < MaxLinks; links++)
        {
            if (FirstLink(path) is not { } link)
                return path;
            var target = Path.Combine(Path.GetDirectoryName(link)!, new FileInfo(link).LinkTarget!);
            path = Path.GetFullPath(Path.Join(target, path[link.Length..]));
        }
        throw Refuse(folder, $"{path} leads over more than {MaxLinks} links; expected a file of the package");
    }

    // The shortest leading part of the path that is a link.
    private static string? FirstLink(string path)
    {
        for (var end = 0; end >= 0 && end < path.Length;)
        {
            end = path.IndexOf(Path.DirectorySeparatorChar, end + 1);
            var part = end < 0 ? path : path[..end];
            if (new FileInfo(part).LinkTarget is not null)
                return part;
        }
        return null;
    }

    private static InvalidModelPackageException Refuse(string folder, string fault) => new(folder, [fault]);
}
