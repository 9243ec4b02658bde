using System.Buffers.Binary;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Database;

namespace Kws.TrainingOrchestrator.DataSets.Preparing;

/// <summary>Images as MXNet's im2rec packs them: <c>data.lst</c> (index, label and path a line), <c>data.rec</c> (a
/// record an image: IRHeader and the image's bytes), <c>data.idx</c> (index and offset a line).</summary>
/// <remarks>The label is the letter's place among the sorted letters. An index counts from 0: within each part, or over
/// both where a ratio divides them.</remarks>
internal sealed class RecordIoForm(VersionContent content, RecordIoOptions options, PreparedFiles made)
{
    /// <summary>IRHeader: uint32 flag (0: one label), float label, uint64 id, uint64 second id.</summary>
    public const int HeaderBytes = 24;

    private const int AtOnce = 8;

    // im2rec's.
    private const int Seed = 100;

    public async Task WriteAsync(
        IReadOnlyList<DataSetFileRow> files, PreparationCounts counts, CancellationToken cancellationToken)
    {
        string[] letters = [.. files.Select(file => file.Label).Distinct().Order(StringComparer.Ordinal)];
        foreach (var (name, items) in Divide(files))
            await WriteAsync(name, items, letters, counts, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The files of each part with their indices, in the order in which they are written.</summary>
    internal IEnumerable<(string Name, IReadOnlyList<(int Index, DataSetFileRow File)> Items)> Divide(
        IReadOnlyList<DataSetFileRow> files)
    {
        if (options.TrainRatio == 0)
            return [("train", InOrder(files.Where(file => file.Split == DataSplit.Training))),
                ("validation", InOrder(files.Where(file => file.Split == DataSplit.Validation)))];
        var all = InOrder(files);
        var training = (int)(all.Count * options.TrainRatio);
        return [("train", [.. all.Take(training)]), ("validation", [.. all.Skip(training)])];
    }

    private List<(int Index, DataSetFileRow File)> InOrder(IEnumerable<DataSetFileRow> files)
    {
        var items = files.Select((file, index) => (index, file)).ToArray();
        if (options.Shuffle)
            new Random(Seed).Shuffle(items);
        return [.. items];
    }

    private async Task WriteAsync(
        string name, IReadOnlyList<(int Index, DataSetFileRow File)> items, string[] letters,
        PreparationCounts counts, CancellationToken cancellationToken)
    {
        await using var list = new StreamWriter(made.Create($"{name}/data.lst")) { NewLine = "\n" };
        await using var index = new StreamWriter(made.Create($"{name}/data.idx")) { NewLine = "\n" };
        await using var file = made.Create($"{name}/data.rec");
        var records = new RecordIoWriter(file);
        foreach (var some in items.Chunk(AtOnce))
        {
            var images = await Task.WhenAll(some.Select(item => Task.Run(
                () => ImageAsync(item.File, cancellationToken), cancellationToken))).ConfigureAwait(false);
            foreach (var ((number, item), image) in some.Zip(images))
            {
                var label = Array.IndexOf(letters, item.Label);
                list.WriteLine(FormattableString.Invariant($"{number}\t{label:F6}\t{item.Path}"));
                index.WriteLine(FormattableString.Invariant($"{number}\t{records.Position}"));
                records.Write(Pack(number, label, image));
                counts.AddFile();
            }
        }
    }

    internal static byte[] Pack(int id, int label, ReadOnlySpan<byte> image)
    {
        var record = new byte[HeaderBytes + image.Length];
        BinaryPrimitives.WriteSingleLittleEndian(record.AsSpan(4), label);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(8), (ulong)id);
        image.CopyTo(record.AsSpan(HeaderBytes));
        return record;
    }

    private async Task<byte[]> ImageAsync(DataSetFileRow file, CancellationToken cancellationToken)
    {
        if (options.PassThrough)
            return await content.ReadAsync(file, cancellationToken).ConfigureAwait(false);
        using var copy = await content.CopyAsync(file, cancellationToken).ConfigureAwait(false);
        using var picture = PictureFiles.Decode(copy.Path);
        try
        {
            return PictureFiles.ToJpeg(picture, options.Resize, options.Quality);
        }
        catch (UnreadablePictureException e)
        {
            throw new InvalidRequestException(
                "record_io.resize", options.Resize, $"one that suits all files: '{file.Path}' {e.Message}");
        }
    }
}
