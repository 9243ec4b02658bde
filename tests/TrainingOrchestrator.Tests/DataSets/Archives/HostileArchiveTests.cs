using System.Formats.Tar;
using System.Text;
using Kws.TrainingOrchestrator.DataSets.Importing;

namespace Kws.TrainingOrchestrator.Tests.DataSets.Archives;

/// <summary>Archives that lead out of their folder or claim too much are refused by the entry's name, and nothing of
/// them stays.</summary>
public sealed class HostileArchiveTests
{
    private static readonly byte[] s_some = [1, 2, 3];

    [Theory]
    [InlineData("../evil.wav")]
    [InlineData("yes/../../evil.wav")]
    [InlineData("/etc/evil.wav")]
    [InlineData("C:/evil.wav")]
    [InlineData("yes\\evil.wav")]
    public async Task Path_ThatLeadsOut_IsRefused(string path)
    {
        foreach (var archive in (byte[][])[TestArchive.Tar([new(path, s_some)]), TestArchive.Zip([new(path, s_some)])])
            Assert.Equal(path, (await RefusalAsync(archive)).File);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    public async Task Entry_ThatIsNoFile_IsRefused(TarEntryType type)
    {
        var isLink = type is TarEntryType.SymbolicLink or TarEntryType.HardLink;

        var fault = await RefusalAsync(TestArchive.Tar(type, "yes/a.wav", isLink ? "/etc/passwd" : ""));

        Assert.Equal("yes/a.wav", fault.File);
        Assert.Contains(type.ToString(), fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ZipEntry_ThatIsALink_IsRefused() =>
        Assert.Equal("yes/a.wav",
            (await RefusalAsync(TestArchive.Zip([new("yes/a.wav", s_some)], unixMode: 0xA1FF))).File);

    [Fact]
    public async Task Name_ThatComesTwice_IsRefused()
    {
        KeyValuePair<string, byte[]>[] twice = [new("yes/a.wav", s_some), new("./yes/a.wav", s_some)];

        foreach (var archive in (byte[][])[TestArchive.Tar(twice), TestArchive.Zip(twice)])
            Assert.Contains("twice", (await RefusalAsync(archive)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entry_ThatClaimsTenGigabytes_IsRefusedBeforeItIsRead()
    {
        var tar = TestArchive.Tar([new("yes/a.wav", s_some)], TarEntryFormat.Ustar);
        // The length, in octal, and the header's sum with it.
        Encoding.ASCII.GetBytes("77777777777").CopyTo(tar, 124);
        SetChecksum(tar);

        var fault = await RefusalAsync(tar);

        Assert.Equal("yes/a.wav", fault.File);
        Assert.Contains("8589934591 bytes", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_ThatClaimsGigabytesOfAttributes_IsRefusedBeforeMemoryIsTaken()
    {
        var tar = TestArchive.Tar([new("yes/a.wav", s_some)]);
        Assert.Equal((byte)'x', tar[156]);
        Encoding.ASCII.GetBytes("17777777777").CopyTo(tar, 124);
        SetChecksum(tar);
        var before = GC.GetTotalAllocatedBytes();

        var fault = await RefusalAsync(tar);

        Assert.Contains("2147483647 bytes of attributes", fault.Reason, StringComparison.Ordinal);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 500_000_000);
    }

    [Fact]
    public async Task Archive_ThatUnpacksToMoreThanTheLimit_IsRefusedWhileItIsRead()
    {
        // 64 MiB of zeros in 64 KiB, as a bomb has them.
        var bomb = Enumerable.Range(0, 64)
            .Select(number => KeyValuePair.Create($"yes/{number}.wav", new byte[1 << 20])).ToArray();

        foreach (var archive in (byte[][])[TestArchive.GZip(TestArchive.Tar(bomb)), TestArchive.Zip(bomb)])
        {
            Assert.True(archive.Length < 1 << 20);
            Assert.Contains("bytes", (await RefusalAsync(archive, options => options.MaxBytes = 8 << 20)).Reason,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task File_LargerThanTheLimit_IsRefused()
    {
        KeyValuePair<string, byte[]>[] large = [new("yes/a.wav", new byte[20_000])];

        foreach (var archive in (byte[][])[TestArchive.Tar(large), TestArchive.Zip(large)])
            Assert.Equal(
                new DataSetFault("yes/a.wav", "20000 bytes exceed the limit of 10000 a file (Imports:MaxFileBytes)"),
                await RefusalAsync(archive, options => options.MaxFileBytes = 10_000));
    }

    [Fact]
    public async Task ZipEntry_ThatClaimsLessThanItHolds_IsRefusedOrCut()
    {
        var zip = TestArchive.Zip([new("yes/a.wav", new byte[1 << 20])]);
        // The length before packing, in the directory at the end: 24 bytes behind its signature.
        var directory = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(zip.AsSpan(directory + 24), 10);

        var fault = await RefusalAsync(zip, options => options.MaxFileBytes = 10_000);

        Assert.NotEqual("", fault.Reason);
    }

    [Fact]
    public async Task Archive_OfMoreEntriesThanTheLimit_IsRefused()
    {
        var many = Enumerable.Range(0, 30).Select(number => KeyValuePair.Create($"yes/{number}.wav", s_some)).ToArray();

        foreach (var archive in (byte[][])[TestArchive.Tar(many), TestArchive.Zip(many)])
            Assert.Contains("more than 20 entries",
                (await RefusalAsync(archive, options => options.MaxFiles = 20)).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(600)]
    [InlineData(2_000)]
    public async Task Archive_CutShort_IsRefused(int length)
    {
        var files = TestClips.Words();
        var tar = TestArchive.Tar(files);
        foreach (var archive in (byte[][])[tar, TestArchive.GZip(tar), TestArchive.Zip(files)])
            await RefusalAsync(archive[..length]);
    }

    [Fact]
    public async Task Archive_OfNoKnownKind_IsRefused() =>
        Assert.Contains("allowed: .tar, .tar.gz or .zip",
            (await RefusalAsync([.. "Rar!\u001a\u0007\u0000"u8, .. new byte[2_000]])).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Archive_WithFlippedBytes_IsTakenOrRefused(int seed)
    {
        var random = new Random(seed);
        using var bench = await ImportBench.SqliteAsync();
        var files = TestClips.Words().Take(4)
            .Select(file => KeyValuePair.Create(file.Key, file.Value[..200])).ToArray();
        foreach (var archive in (byte[][])[TestArchive.Tar(files), TestArchive.GZip(TestArchive.Tar(files)),
            TestArchive.Zip(files)])
            for (var round = 0; round < 10; round++)
            {
                var bent = (byte[])archive.Clone();
                for (var flips = 0; flips < 8; flips++)
                    bent[random.Next(bent.Length)] = (byte)random.Next(256);
                // The clips are cut short: whatever the archive has become, there is a fault.
                await Assert.ThrowsAsync<DataSetRefusedException>(() => bench.ImportAsync(bent));
            }

        await bench.AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public async Task Tar_OfEveryFormat_IsTaken(TarEntryFormat format)
    {
        using var bench = await ImportBench.SqliteAsync();

        Assert.Equal(20, (await bench.ImportAsync(TestArchive.Tar(TestClips.Words(), format))).Row.Files);
    }

    private static async Task<DataSetFault> RefusalAsync(byte[] archive, Action<ImportOptions>? change = null)
    {
        using var bench = await ImportBench.SqliteAsync(change);
        var refusal = await Assert.ThrowsAsync<DataSetRefusedException>(() => bench.ImportAsync(archive));
        await bench.AssertNothingLeftAsync();
        return refusal.Faults[0];
    }

    private static void SetChecksum(byte[] tar)
    {
        tar.AsSpan(148, 8).Fill((byte)' ');
        var sum = tar.AsSpan(0, 512).ToArray().Sum(value => value);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(tar, 148);
    }
}
