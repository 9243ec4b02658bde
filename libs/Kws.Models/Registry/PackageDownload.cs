using System.Security.Cryptography;
using Kws.Storage;

namespace Kws.Models;

/// <summary>Brings packages from an object store: what arrives is what was asked for, or nothing.</summary>
public static class PackageDownload
{
    private const string Manifest = "manifest.json";

    /// <summary>Brings a package's manifest, and every file that it lists.</summary>
    /// <remarks>A manifest that is the right one and yet breaks the rules is brought alone: whoever loads the package
    /// refuses it, and says why.</remarks>
    /// <param name="store">Where it is.</param>
    /// <param name="key">Of its folder there.</param>
    /// <param name="manifestSha256">Of its manifest.json.</param>
    /// <param name="folder">Where to; made when it is missing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ObjectStoreException">The store is away.</exception>
    /// <exception cref="ObjectNotFoundException">A file is not there.</exception>
    /// <exception cref="DamagedPackageException">A file is not what it should be.</exception>
    public static async Task BringAsync(
        IObjectStore store, string key, string manifestSha256, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await CopyAsync(store, key, Manifest, folder, ManifestReader.MaxBytes, cancellationToken)
            .ConfigureAwait(false);
        foreach (var file in ListedIn(folder, manifestSha256) ?? throw new DamagedPackageException(key, Manifest))
        {
            await CopyAsync(store, key, file.Path, folder, file.Bytes, cancellationToken).ConfigureAwait(false);
            if (!IsWhole(folder, file))
                throw new DamagedPackageException(key, file.Path);
        }
    }

    /// <summary>Whether a folder holds what <see cref="BringAsync"/> would bring.</summary>
    public static bool IsWhole(string folder, string manifestSha256) =>
        ListedIn(folder, manifestSha256)?.All(file => IsWhole(folder, file)) ?? false;

    // Null: there is no such manifest.
    private static IReadOnlyList<PackageFile>? ListedIn(string folder, string manifestSha256)
    {
        byte[] json;
        try
        {
            json = PackageFiles.Read(folder, Manifest, ManifestReader.MaxBytes);
        }
        catch (InvalidModelPackageException)
        {
            return null;
        }

        if (Convert.ToHexStringLower(SHA256.HashData(json)) != manifestSha256)
            return null;
        try
        {
            return ManifestReader.Read(folder, json).Files;
        }
        catch (InvalidModelPackageException)
        {
            return [];
        }
    }

    private static bool IsWhole(string folder, PackageFile file)
    {
        try
        {
            _ = PackageFiles.ReadVerified(folder, file);
            return true;
        }
        catch (InvalidModelPackageException)
        {
            return false;
        }
    }

    private static async Task CopyAsync(
        IObjectStore store, string key, string path, string folder, long maxBytes,
        CancellationToken cancellationToken)
    {
        var to = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        await using var from = await store.OpenAsync(new ObjectKey($"{key}/{path}"), cancellationToken)
            .ConfigureAwait(false);
        await using var file = File.Create(to);
        var buffer = new byte[64 * 1024];
        long copied = 0;
        while (await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            copied += read;
            if (copied > maxBytes)
                throw new DamagedPackageException(key, path);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>A file of a package in the object store is not what it should be. Another attempt may bring it
/// whole.</summary>
public sealed class DamagedPackageException(string key, string path)
    : Exception($"package {key}: {path} is not what its SHA-256 says; it is fetched again");
