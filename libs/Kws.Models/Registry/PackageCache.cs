using Kws.Contracts.Registry;
using Kws.Storage;

namespace Kws.Models;

/// <summary>The last packages that were fetched, in a folder that processes may share:
/// <c>&lt;hash of the manifest&gt;/&lt;name&gt;/&lt;version&gt;</c>.</summary>
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
        var folder = Path.Combine(root, wanted.ManifestSha256, wanted.Name, wanted.Version);
        if (!PackageDownload.IsWhole(folder, wanted.ManifestSha256))
            await FetchAsync(wanted, folder, cancellationToken).ConfigureAwait(false);
        Directory.SetLastWriteTimeUtc(
            Path.Combine(root, wanted.ManifestSha256), timeProvider.GetUtcNow().UtcDateTime);
        Prune(wanted.ManifestSha256);
        return folder;
    }

    private async Task FetchAsync(WantedModel wanted, string folder, CancellationToken cancellationToken)
    {
        var part = Path.Combine(root, Incoming, Guid.NewGuid().ToString("N"));
        try
        {
            await PackageDownload
                .BringAsync(openStore(), wanted.PackageKey, wanted.ManifestSha256, part, cancellationToken)
                .ConfigureAwait(false);
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            Place(part, folder, wanted.ManifestSha256);
        }
        finally
        {
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
        }
    }

    private static void Place(string part, string folder, string manifestSha256)
    {
        try
        {
            // What was found there is not whole.
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.Move(part, folder);
        }
        catch (IOException) when (PackageDownload.IsWhole(folder, manifestSha256))
        {
            // Another process brought the same meanwhile.
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
