using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Kws.Storage;
using Kws.TrainingOrchestrator.Executors.Local;
using Kws.TrainingOrchestrator.Jobs;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>The trainer's program as SageMaker's script mode takes it: <c>sourcedir.tar.gz</c> in the object store,
/// found by its content.</summary>
internal sealed class TrainerSource(TrainerFolder trainer, IObjectStore store)
{
    private const int HashLength = 16;
    private static readonly string[] s_files = ["train.py", "requirements.txt"];
    private static readonly (string Folder, string Pattern)[] s_folders =
        [("kws_training", "*.py"), ("recipes", "*.json")];

    /// <summary>Stores it, unless it is there.</summary>
    /// <returns>Its key.</returns>
    /// <exception cref="JobFailedException">There is no trainer.</exception>
    public async Task<ObjectKey> PutAsync(CancellationToken cancellationToken)
    {
        var tar = Pack(trainer.Path ?? throw new JobFailedException(
            "Trainer:Folder: no folder 'training' with the trainer is near the program; set where it is"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(tar))[..HashLength];
        var key = new ObjectKey($"sagemaker/source/{hash}/sourcedir.tar.gz");
        if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not null)
            return key;
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            await gzip.WriteAsync(tar, cancellationToken).ConfigureAwait(false);
        packed.Position = 0;
        await store.PutAsync(key, packed, cancellationToken).ConfigureAwait(false);
        return key;
    }

    // The same bytes of the same files, whenever they were written.
    private static byte[] Pack(string folder)
    {
        var paths = s_files.Select(file => Path.Combine(folder, file)).Where(File.Exists)
            .Concat(s_folders.Select(part => (Path: Path.Combine(folder, part.Folder), part.Pattern))
                .Where(part => Directory.Exists(part.Path))
                .SelectMany(part => Directory.GetFiles(part.Path, part.Pattern, SearchOption.AllDirectories)));
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
            foreach (var path in paths.Order(StringComparer.Ordinal))
            {
                using var content = new MemoryStream(File.ReadAllBytes(path));
                tar.WriteEntry(new UstarTarEntry(
                    TarEntryType.RegularFile, Path.GetRelativePath(folder, path).Replace('\\', '/'))
                {
                    ModificationTime = DateTimeOffset.UnixEpoch,
                    DataStream = content,
                });
            }

        return bytes.ToArray();
    }
}
