using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kws.Audio;
using Kws.Features;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.Storage;
using Kws.TrainingOrchestrator.DataSets;
using Kws.TrainingOrchestrator.DataSets.Preparing;
using Kws.TrainingOrchestrator.DataSets.Storing;
using Microsoft.Extensions.Logging.Abstractions;
using SkiaSharp;

namespace Kws.TrainingOrchestrator.Tests.DataSets.Preparing;

/// <summary>Versions in the forms of other programs, read back by readers of their own.</summary>
public sealed class PreparationTests
{
    private static readonly RecordIoOptions s_asTheyAre = new(0, 95, PassThrough: true, Shuffle: false, TrainRatio: 0);

    [SkippableFact]
    public async Task MfccJson_ReadByPython_HoldsTheExtractorsValues()
    {
        using var bench = await ImportBench.SqliteAsync();
        var files = TestClips.Words();
        files["yes/ab0_nohash_8.wav"] = TestClips.Wav(800, samples: 24_000);
        files["background_noise/rain.wav"] = TestClips.Wav(900, 48_000);
        var version = await bench.ImportAsync(files);

        var keys = await PrepareAsync(bench, new Preparation(version.Row, "prepared/words", null));

        Assert.Equal(["prepared/words/train/data.json", "prepared/words/validation/data.json"], keys);
        var rows = await bench.Versions.FilesAsync(version.Row, default);
        foreach (var (key, split) in keys.Zip([DataSplit.Training, DataSplit.Validation]))
            await AssertEqualAsync(bench, version, [.. rows.Where(row => row.Split == split)],
                await ReadByPythonAsync(await BytesAsync(bench, key)));
    }

    [Fact]
    public async Task RecordIo_OfFilesAsTheyAre_IsTheReferenceByteForByte()
    {
        using var bench = await ImportBench.SqliteAsync();
        var version = await bench.ImportAsync(new Dictionary<string, byte[]>
        {
            ["train/anna/A/1.png"] = TestClips.Png(1),
            ["train/bert/B/2.png"] = TestClips.Png(2),
            ["train/bert/A/3.png"] = TestClips.Png(3),
            ["validation/cleo/A/1.png"] = TestClips.Png(4),
            ["validation/cleo/B/1.png"] = TestClips.Png(5),
        }, ModelTask.SignLetters, "letters");

        var keys = await PrepareAsync(bench, new Preparation(version.Row, "prepared/letters/", s_asTheyAre));

        Assert.Equal(
            [
                "prepared/letters/train/data.idx", "prepared/letters/train/data.lst", "prepared/letters/train/data.rec",
                "prepared/letters/validation/data.idx", "prepared/letters/validation/data.lst",
                "prepared/letters/validation/data.rec",
            ],
            keys.Order(StringComparer.Ordinal));
        // A line a file: its index, its label's place among the sorted labels with six decimals, its path.
        Assert.Equal(
            "0\t0.000000\ttrain/anna/A/1.png\n1\t0.000000\ttrain/bert/A/3.png\n2\t1.000000\ttrain/bert/B/2.png\n",
            Encoding.UTF8.GetString(await BytesAsync(bench, "prepared/letters/train/data.lst")));
        // Each record: magic; length with kind 0; flag 0, the label as float (1.0f is 00 00 80 3F), id, second id 0;
        // the file's bytes; zeros up to a multiple of 4.
        byte[] Record(byte id, byte[] label, byte[] file)
        {
            var length = 24 + file.Length;
            return [0x0A, 0x23, 0xD7, 0xCE, (byte)length, (byte)(length >> 8), 0, 0, 0, 0, 0, 0, .. label,
                id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. file, .. new byte[-length & 3]];
        }

        var first = Record(0, [0, 0, 0, 0], TestClips.Png(1));
        var second = Record(1, [0, 0, 0, 0], TestClips.Png(3));
        var third = Record(2, [0, 0, 0x80, 0x3F], TestClips.Png(2));
        var written = await BytesAsync(bench, "prepared/letters/train/data.rec");
        Assert.Equal([.. first, .. second, .. third], written);
        Assert.Equal($"0\t0\n1\t{first.Length}\n2\t{first.Length + second.Length}\n",
            Encoding.UTF8.GetString(await BytesAsync(bench, "prepared/letters/train/data.idx")));
    }

    [Fact]
    public async Task RecordIo_Resized_HoldsJpegsOfTheShorterSide()
    {
        using var bench = await ImportBench.SqliteAsync();
        var version = await bench.ImportAsync(TestClips.Letters(), ModelTask.SignLetters);

        await PrepareAsync(bench, new Preparation(
            version.Row, "out", new RecordIoOptions(24, 80, PassThrough: false, Shuffle: false, TrainRatio: 0)));

        foreach (var image in Images(await BytesAsync(bench, "out/train/data.rec"),
            await BytesAsync(bench, "out/train/data.idx")))
        {
            using var decoded = SKBitmap.Decode(image.Bytes);
            Assert.True(image.Bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]));
            Assert.Equal((32, 24), (decoded.Width, decoded.Height));
        }
    }

    [Fact]
    public async Task RecordIo_ShuffledByRatio_DividesAllFilesTheSameEachTime()
    {
        using var bench = await ImportBench.SqliteAsync();
        var version = await bench.ImportAsync(TestClips.Letters(), ModelTask.SignLetters);
        var settings = s_asTheyAre with { Shuffle = true, TrainRatio = 0.75 };

        await PrepareAsync(bench, new Preparation(version.Row, "one", settings));
        await PrepareAsync(bench, new Preparation(version.Row, "two", settings));

        var training = await LinesAsync(bench, "one/train/data.lst");
        var validation = await LinesAsync(bench, "one/validation/data.lst");
        Assert.Equal((12, 4), (training.Length, validation.Length));
        var numbers = training.Concat(validation)
            .Select(line => int.Parse(line.Split('\t')[0], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(Enumerable.Range(0, 16), numbers.Order());
        Assert.NotEqual(Enumerable.Range(0, 16), numbers);
        Assert.Equal(training, await LinesAsync(bench, "two/train/data.lst"));
        // Its records are those of the list, in its order.
        var images = Images(
            await BytesAsync(bench, "one/train/data.rec"), await BytesAsync(bench, "one/train/data.idx"));
        Assert.Equal(training.Select(line => line.Split('\t')[0]), images.Select(image => $"{image.Id}"));
        Assert.Equal(training.Select(line => line.Split('\t')[1]),
            images.Select(image => image.Label.ToString("F6", CultureInfo.InvariantCulture)));
    }

    [SkippableFact]
    public async Task RecordIo_ReadByPython_HoldsTheImages()
    {
        using var bench = await ImportBench.SqliteAsync();
        var version = await bench.ImportAsync(TestClips.Letters(), ModelTask.SignLetters);
        await PrepareAsync(bench, new Preparation(version.Row, "out", s_asTheyAre));
        // From the format's description, with no knowledge of the writer.
        const string Reader = """
            import hashlib, struct, sys
            data, at = sys.stdin.buffer.read(), 0
            while at < len(data):
                record = b''
                while True:
                    magic, word = struct.unpack_from('<II', data, at)
                    assert magic == 0xced7230a
                    kind, length = word >> 29, word & (1 << 29) - 1
                    if kind in (2, 3):
                        record += struct.pack('<I', magic)
                    record += data[at + 8:at + 8 + length]
                    at += 8 + (length + 3) // 4 * 4
                    if kind in (0, 3):
                        break
                flag, label, id, id2 = struct.unpack_from('<IfQQ', record)
                print(flag, label, id, id2, hashlib.sha256(record[24:]).hexdigest())
            """;

        var lines = await PythonAsync(Reader, await BytesAsync(bench, "out/train/data.rec"));

        var rows = (await bench.Versions.FilesAsync(version.Row, default))
            .Where(row => row.Split == DataSplit.Training).ToArray();
        Assert.Equal(
            rows.Select((row, index) => $"0 {(row.Label == "A" ? "0.0" : "1.0")} {index} 0 {row.Sha256}"),
            lines.Split('\n'));
    }

    [Fact]
    public async Task Preparation_OfAFormForAnotherTaskOrAPrefixOfTheServers_IsRefused()
    {
        using var bench = await ImportBench.SqliteAsync();
        var version = await bench.ImportAsync(TestClips.Words());
        var preparation = Create(bench);

        Assert.Throws<InvalidRequestException>(
            () => preparation.Check(new Preparation(version.Row, "out", s_asTheyAre)));
        Assert.Throws<InvalidRequestException>(
            () => preparation.Check(new Preparation(version.Row, "datasets/words", null)));
        Assert.Throws<InvalidRequestException>(() => preparation.Check(new Preparation(version.Row, "", null)));
        Assert.Throws<InvalidObjectKeyException>(() => preparation.Check(new Preparation(version.Row, "a/../b", null)));
    }

    private static DataSetPreparation Create(ImportBench bench) => new(
        bench.Versions, bench.Store, bench.Folders, Microsoft.Extensions.Options.Options.Create(bench.Options),
        NullLogger<DataSetPreparation>.Instance);

    private static async Task<IReadOnlyList<string>> PrepareAsync(ImportBench bench, Preparation asked)
    {
        var preparation = Create(bench);
        preparation.Check(asked);
        var counts = new PreparationCounts();
        var keys = await preparation.PrepareAsync(asked, counts, default).WithTimeout();
        Assert.Equal(counts.Files, counts.Done);
        Assert.Empty(Directory.GetFileSystemEntries(bench.WorkFolder));
        return keys;
    }

    private static async Task AssertEqualAsync(
        ImportBench bench, StoredVersion version, TrainingOrchestrator.Database.DataSetFileRow[] rows, JsonElement read)
    {
        Assert.Equal(["no", "yes"], read.GetProperty("mapping").EnumerateArray().Select(label => label.GetString()));
        Assert.Equal(rows.Select(row => row.Path),
            read.GetProperty("files").EnumerateArray().Select(path => path.GetString()));
        Assert.Equal(rows.Select(row => row.Label == "no" ? 0 : 1),
            read.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32()));
        foreach (var (row, frames) in rows.Zip(read.GetProperty("MFCCs").EnumerateArray()))
        {
            var clip = WavReader.Read(await BytesAsync(bench, $"{version.Row.Prefix}/{row.Path}"));
            // The first second, or what there is and silence behind it.
            float[] second = [.. clip.Mono.Take(16_000), .. new float[Math.Max(0, 16_000 - clip.Mono.Length)]];
            var expected = ResamplingFrontEnd.ExtractAll(FeatureSpecPresets.Mfcc13Classic, second, 16_000);
            Assert.Equal(40 * 13, expected.Length);
            Assert.Equal(40, frames.GetArrayLength());
            Assert.Equal(expected,
                frames.EnumerateArray().SelectMany(frame => frame.EnumerateArray().Select(value => value.GetSingle())));
        }
    }

    private static List<(ulong Id, float Label, byte[] Bytes)> Images(byte[] records, byte[] index) =>
        [.. Encoding.UTF8.GetString(index).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var record = RecordIoWriterTests.RecordAt(
                records, long.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture));
            return (BitConverter.ToUInt64(record, 8), BitConverter.ToSingle(record, 4), record[24..]);
        })];

    private static async Task<string[]> LinesAsync(ImportBench bench, string key) =>
        Encoding.UTF8.GetString(await BytesAsync(bench, key)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<byte[]> BytesAsync(ImportBench bench, string key)
    {
        await using var stored = await bench.Store.OpenAsync(new ObjectKey(key));
        using var bytes = new MemoryStream();
        await stored.CopyToAsync(bytes).WithTimeout();
        return bytes.ToArray();
    }

    /// <summary>Python's own json reads it and writes it anew.</summary>
    private static async Task<JsonElement> ReadByPythonAsync(byte[] json) =>
        JsonElement.Parse(await PythonAsync("import json, sys; print(json.dumps(json.load(sys.stdin)))", json));

    private static async Task<string> PythonAsync(string script, byte[] input)
    {
        const string Interpreter = "/usr/bin/python3";
        Skip.IfNot(File.Exists(Interpreter), $"{Interpreter} is absent");
        using var process = Process.Start(new ProcessStartInfo(Interpreter, ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.BaseStream.WriteAsync(input).WithTimeout();
        process.StandardInput.Close();
        await process.WaitForExitAsync().WithTimeout();
        Assert.True(process.ExitCode == 0, await error.WithTimeout());
        return (await output.WithTimeout()).Trim();
    }
}
