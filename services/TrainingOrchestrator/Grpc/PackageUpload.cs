using System.Globalization;
using Grpc.Core;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.Storage;
using Kws.Training.V1;
using Body = Kws.Training.V1.PublishModelRequest.BodyOneofCase;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>The files of a PublishModel call, written to a folder as they come. Whatever is sent, nothing is written
/// outside it, and no more than allowed.</summary>
/// <param name="folder">Where to; removed when this is disposed.</param>
/// <param name="maxBytes">Of all files.</param>
internal sealed class PackageUpload(string folder, long maxBytes) : IDisposable
{
    private const int MaxFiles = 101;
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private long _bytes;

    public string Folder => folder;

    /// <summary>The files that came.</summary>
    public IReadOnlyCollection<string> Paths => _paths;

    /// <summary>Reads the call to its end.</summary>
    /// <returns>The task of its config.</returns>
    /// <exception cref="InvalidRequestException">A message that is not its turn, or a path that is none.</exception>
    /// <exception cref="LimitExceededException">More than allowed.</exception>
    public async Task<ModelTask> ReadAsync(
        IAsyncStreamReader<PublishModelRequest> requests, CancellationToken cancellationToken)
    {
        if (!await requests.MoveNext(cancellationToken) || requests.Current.BodyCase != Body.Config)
            throw new InvalidRequestException("config", null, "one PublishConfig, as the first message");
        var task = requests.Current.Config.Task.ToModelTask("config.task");
        Directory.CreateDirectory(folder);
        var more = await requests.MoveNext(cancellationToken);
        while (more)
        {
            if (requests.Current.BodyCase != Body.File)
                throw new InvalidRequestException(
                    "body", requests.Current.BodyCase, "a file's header before its chunks");
            more = await ReadFileAsync(requests.Current.File, requests, cancellationToken);
        }

        return task;
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    // Returns whether another file's header is the current message.
    private async Task<bool> ReadFileAsync(
        FileHeader header, IAsyncStreamReader<PublishModelRequest> requests, CancellationToken cancellationToken)
    {
        var path = Check(header);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = File.Create(path);
        while (await requests.MoveNext(cancellationToken))
        {
            if (requests.Current.BodyCase != Body.Chunk)
            {
                CheckLength(header, file.Length);
                return true;
            }

            if (file.Length + requests.Current.Chunk.Length > header.Bytes)
                CheckLength(header, file.Length + requests.Current.Chunk.Length);
            await file.WriteAsync(requests.Current.Chunk.Memory, cancellationToken);
        }

        CheckLength(header, file.Length);
        return false;
    }

    private string Check(FileHeader header)
    {
        var segments = header.Path.Split('/');
        if (header.Path.Length > 200 || !segments.All(ObjectKey.IsSegment))
            throw new InvalidRequestException("file.path", header.Path,
                "at most 200 of A-Z a-z 0-9 . _ - and /, a relative path without names that begin with '.'");
        if (header.Bytes < 1)
            throw new InvalidRequestException("file.bytes", header.Bytes, "1 or more");
        if (_paths.Count >= MaxFiles)
            throw new LimitExceededException("files of a package", $"more than {MaxFiles}", $"{MaxFiles}");
        if (!_paths.Add(header.Path) || _paths.Any(other => IsBelow(other, header.Path) || IsBelow(header.Path, other)))
            throw new InvalidRequestException("file.path", header.Path, "each path once, and no file below another");
        _bytes += Math.Min(header.Bytes, maxBytes + 1);
        if (_bytes > maxBytes)
            throw new LimitExceededException(
                "bytes of a package", string.Create(CultureInfo.InvariantCulture, $"{_bytes} or more"),
                string.Create(CultureInfo.InvariantCulture, $"{maxBytes} bytes (Packages:MaxBytes)"));
        return Path.Combine([folder, .. segments]);
    }

    private static bool IsBelow(string path, string file) => path.StartsWith($"{file}/", StringComparison.Ordinal);

    private static void CheckLength(FileHeader header, long bytes)
    {
        if (bytes != header.Bytes)
            throw new InvalidRequestException("file.bytes", header.Bytes, string.Create(
                CultureInfo.InvariantCulture, $"what follows of {header.Path}, which is {bytes} bytes or more"));
    }
}
