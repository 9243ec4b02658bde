using Kws.Contracts.Registry;
using Kws.Storage;

namespace Kws.Models;

/// <summary>The last packages that were fetched, in a folder that processes may share:
/// <c>&lt;hash of the manifest&gt;/&lt;copy&gt;/&lt;name&gt;/&lt;version&gt;</c>.</summary>
/// <remarks>A copy appears whole and is never replaced: another process may be loading it. Processes that fetch the
/// same package at once make a copy each.</remarks>
/// <param name="root">The folder.</param>
/// <param name="openStore">Where packages come from.</param>
/// <param name="timeProvider">Tells which were used last.</param>
internal sealed class PackageCache(string root, Func<IObjectStore> openStore, TimeProvider timeProvider)
{
    /// <summary>Versions that are kept: the champion, the one before, and what is tried meanwhile.</summary>
    public const int Kept = 4;

    private const int HashLength = 64;
    private const string Incoming = ".incoming";
    private static readonly TimeSpan s_forgotten = TimeSpan.FromDays(1);

    /// <summary>The folder of a package, fetched unless it is there, whole.</summary>
    /// <exception cref="Exception">It could not be fetched; what is in the store may be damaged, or the store
    /// away.</exception>
    public async Task<string> BringAsync(WantedModel wanted, CancellationToken cancellationToken)
    {
        Check(wanted);
        var package = Path.Combine(root, wanted.ManifestSha256);
        var folder = Find(package, wanted) ?? await FetchAsync(package, wanted, cancellationToken)
            .ConfigureAwait(false);
        Directory.SetLastWriteTimeUtc(package, timeProvider.GetUtcNow().UtcDateTime);
        Prune(wanted.ManifestSha256);
        return folder;
    }

    // The oldest whole copy; those that are not whole go.
    private static string? Find(string package, WantedModel wanted)
    {
        if (!Directory.Exists(package))
            return null;
        foreach (var copy in new DirectoryInfo(package).GetDirectories().OrderBy(copy => copy.Name))
        {
            var folder = Path.Combine(copy.FullName, wanted.Name, wanted.Version);
            if (PackageDownload.IsWhole(folder, wanted.ManifestSha256))
                return folder;
            Delete(copy);
        }

        return null;
    }

    private async Task<string> FetchAsync(string package, WantedModel wanted, CancellationToken cancellationToken)
    {
        var copy = Guid.CreateVersion7(timeProvider.GetUtcNow()).ToString("N");
        var part = Path.Combine(root, Incoming, copy);
        try
        {
            await PackageDownload
                .BringAsync(
                    openStore(), wanted.PackageKey, wanted.ManifestSha256,
                    Path.Combine(part, wanted.Name, wanted.Version), cancellationToken)
                .ConfigureAwait(false);
            Directory.CreateDirectory(package);
            Directory.Move(part, Path.Combine(package, copy));
            return Path.Combine(package, copy, wanted.Name, wanted.Version);
        }
        finally
        {
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
        }
    }

    // The registry is another program: what it names becomes a path here.
    private static void Check(WantedModel wanted)
    {
        if (!ObjectKey.IsSegment(wanted.Name) || !ObjectKey.IsSegment(wanted.Version) || !IsHash(wanted.ManifestSha256))
            throw new InvalidDataException(
                $"the registry named the model '{wanted.Name}' '{wanted.Version}' '{wanted.ManifestSha256}'; "
                + "expected a name, a version and a SHA-256");
    }

    private static bool IsHash(string text) => text.Length == HashLength && text.All(char.IsAsciiHexDigitLower);

    private void Prune(string inUse)
    {
        var packages = new DirectoryInfo(root).EnumerateDirectories().Where(package => IsHash(package.Name))
            .OrderByDescending(package => package.Name == inUse)
            .ThenByDescending(package => package.LastWriteTimeUtc)
            .Skip(Kept);
        var left = new DirectoryInfo(Path.Combine(root, Incoming));
        var parts = left.Exists ? left.EnumerateDirectories() : [];
        var old = timeProvider.GetUtcNow().UtcDateTime - s_forgotten;
        foreach (var folder in packages.Concat(parts.Where(part => part.LastWriteTimeUtc < old)).ToList())
            Delete(folder);
    }

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process deletes it too, or reads it: the next time.
        }
    }
}
