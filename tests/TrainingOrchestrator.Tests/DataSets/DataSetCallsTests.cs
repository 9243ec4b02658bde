using Google.Protobuf;
using Grpc.Core;
using Kws.Storage;
using Kws.TestSupport.Fuzzing;
using Kws.Training.V1;

namespace Kws.TrainingOrchestrator.Tests.DataSets;

/// <summary>The calls about data sets, through the whole service.</summary>
public sealed class DataSetCallsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TrainingHost _host = null!;
    private bool _isStopped;

    private Kws.Training.V1.Training.TrainingClient Client => _host.Client;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_folder["root"]);
        _host = await TrainingHost.StartAsync(_folder, _folder.Path,
            ("Imports:Root", _folder["root"]), ("Imports:MaxBytes", "20000000"), ("Jobs:MaxAtOnce", "0"));
    }

    public async Task DisposeAsync()
    {
        if (!_isStopped)
            await _host.StopAsync().WithTimeout();
        _host.Logs.AssertNoErrors();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Import_Uploaded_IsListedShownAndPrepared()
    {
        var archive = TestArchive.GZip(TestArchive.Tar(TestClips.Words()));
        var (version, progress) = await UploadAsync(archive);

        Assert.Equal((1, 20, false), (version.Version, version.Files, version.Existed));
        Assert.Equal(20, progress[^1].Files);
        Assert.Equal(archive.Length, progress[^1].ReceivedBytes);
        Assert.True((await UploadAsync(TestArchive.Zip(TestClips.Words()))).Version.Existed);
        var listed = await Client.ListDataSetsAsync(new ListDataSetsRequest()).ResponseAsync.WithTimeout();
        Assert.Equal([version], listed.Versions);
        Assert.Equal(version, await Client.GetDataSetAsync(new GetDataSetRequest { Name = "words" })
            .ResponseAsync.WithTimeout());
        Assert.Equal([new LabelCount { Label = "no", Training = 8, Validation = 2 },
            new LabelCount { Label = "yes", Training = 8, Validation = 2 }], version.Labels);

        using var call = Client.PrepareDataSet(new PrepareDataSetRequest
        {
            Name = "words",
            Format = PreparedFormat.MfccJson,
            Prefix = "prepared",
        });
        var last = new PrepareDataSetResponse();
        while (await call.ResponseStream.MoveNext(default).WithTimeout())
            last = call.ResponseStream.Current;
        Assert.Equal((20, 20), (last.FilesDone, last.Files));
        Assert.Equal(["prepared/train/data.json", "prepared/validation/data.json"], last.Keys);
    }

    [Fact]
    public async Task Import_OfAnObjectOrAFolderOfTheServers_IsTheSameVersion()
    {
        await _host.Store.PutAsync(
            new ObjectKey("uploads/words.zip"), new MemoryStream(TestArchive.Zip(TestClips.Words())));
        foreach (var (path, content) in TestClips.Words())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder["root", "mine", path])!);
            await File.WriteAllBytesAsync(_folder["root", "mine", path], content);
        }

        var first = (await ImportAsync(Config(config => config.ObjectKey = "uploads/words.zip"), [])).Version;
        var second = (await ImportAsync(Config(config => config.Folder = "mine"), [])).Version;

        Assert.False(first.Existed);
        Assert.True(second.Existed);
        Assert.Equal(first.ContentSha256, second.ContentSha256);
    }

    [Fact]
    public async Task Import_OfThousandsOfFaults_TellsThemInATrailerThatClientsTake()
    {
        var files = Enumerable.Range(0, 2_000).Select(number => KeyValuePair.Create(
            $"{(number % 2 == 0 ? "yes" : "no")}/speaker{number}_nohash_0.wav", Array.Empty<byte>()));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => UploadAsync(TestArchive.Zip(files)));

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.StartsWith("2000 faults: ", refusal.Status.Detail, StringComparison.Ordinal);
        var faults = ImportFaults.Parser.ParseFrom(refusal.Trailers.GetValueBytes("kws-faults-bin"));
        Assert.Equal(2_000, faults.Total);
        Assert.InRange(faults.Faults.Count, 500, 1_000);
        Assert.All(faults.Faults, fault => Assert.Equal("is empty (0 bytes)", fault.Reason));
        Assert.Empty((await Client.ListDataSetsAsync(new ListDataSetsRequest()).ResponseAsync.WithTimeout()).Versions);
    }

    public static TheoryData<string, StatusCode, Action<ImportConfig>> BadConfigs => new()
    {
        { "config.name", StatusCode.InvalidArgument, config => config.Name = "../x" },
        { "config.task", StatusCode.InvalidArgument, config => config.Task = TrainingTask.Unspecified },
        { "config.validation_share", StatusCode.InvalidArgument, config => config.ValidationShare = 0.6 },
        { "config.validation_share", StatusCode.InvalidArgument, config => config.ValidationShare = double.NaN },
        { "config.expected_bytes", StatusCode.InvalidArgument, config => config.ExpectedBytes = 30_000_000 },
        { "config.upload", StatusCode.InvalidArgument, config => config.Upload = (ArchiveKind)9 },
        { "config.source", StatusCode.InvalidArgument, config => config.ClearSource() },
        { "config.folder", StatusCode.InvalidArgument, config => config.Folder = "../x" },
        { "folder", StatusCode.NotFound, config => config.Folder = "absent" },
        { "object key", StatusCode.InvalidArgument, config => config.ObjectKey = "../x" },
        { "object 'absent.zip'", StatusCode.NotFound, config => config.ObjectKey = "absent.zip" },
    };

    [Theory]
    [MemberData(nameof(BadConfigs))]
    public async Task Import_OfABadConfig_NamesTheField(string words, StatusCode code, Action<ImportConfig> change)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => ImportAsync(Config(change), []));

        Assert.Equal(code, refusal.StatusCode);
        Assert.Contains(words, refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_CancelledInItsMidst_LeavesNothing()
    {
        var archive = TestArchive.Tar(TestClips.Words());
        using (var call = Client.ImportDataSet())
        {
            await call.RequestStream.WriteAsync(new ImportDataSetRequest { Config = Config(_ => { }) }).WithTimeout();
            await call.RequestStream.WriteAsync(
                new ImportDataSetRequest { Chunk = ByteString.CopyFrom(archive, 0, archive.Length / 2) }).WithTimeout();
            await Eventually.BeAsync(() => Directory.Exists(_folder["imports"])
                && Directory.GetFiles(_folder["imports"], "*", SearchOption.AllDirectories).Length > 3,
                "files are unpacked");
        }

        await Eventually.BeAsync(
            () => Directory.GetFileSystemEntries(_folder["imports"]).Length == 0, "the temporary files are gone");
        Assert.Empty((await Client.ListDataSetsAsync(new ListDataSetsRequest()).ResponseAsync.WithTimeout()).Versions);
    }

    [Fact]
    public async Task Import_WhenTheServerStops_EndsAtOnceAndLeavesNothing()
    {
        var archive = TestArchive.Tar(TestClips.Words());
        using var call = Client.ImportDataSet();
        await call.RequestStream.WriteAsync(new ImportDataSetRequest { Config = Config(_ => { }) }).WithTimeout();
        await call.RequestStream.WriteAsync(
            new ImportDataSetRequest { Chunk = ByteString.CopyFrom(archive, 0, archive.Length / 2) }).WithTimeout();
        Assert.True(await call.ResponseStream.MoveNext(default).WithTimeout());

        var stopping = _host.StopAsync();
        _isStopped = true;
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(default).WithTimeout())
            {
                // Progress.
            }
        });

        Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
        await stopping.WithTimeout();
        Assert.Empty(Directory.GetFileSystemEntries(_folder["imports"]));
    }

    [Fact]
    public async Task Import_WhileItWaits_TellsItsProgress()
    {
        var archive = TestArchive.Tar(TestClips.Words());
        using var call = Client.ImportDataSet();
        await call.RequestStream.WriteAsync(new ImportDataSetRequest { Config = Config(_ => { }) }).WithTimeout();
        await call.RequestStream.WriteAsync(
            new ImportDataSetRequest { Chunk = ByteString.CopyFrom(archive, 0, archive.Length / 2) }).WithTimeout();

        do
            Assert.True(await call.ResponseStream.MoveNext(default).WithTimeout());
        while (call.ResponseStream.Current.Progress.ReceivedBytes < archive.Length / 2);

        Assert.Equal(archive.Length / 2, call.ResponseStream.Current.Progress.ReceivedBytes);
    }

    [Theory]
    [InlineData(PreparedFormat.Unspecified, "out", 0, 0, false, 0, "format")]
    [InlineData(PreparedFormat.Recordio, "out", 0, 0, false, 0, "format")]
    [InlineData(PreparedFormat.MfccJson, "models/x", 0, 0, false, 0, "prefix")]
    [InlineData(PreparedFormat.MfccJson, "a b", 0, 0, false, 0, "object key")]
    [InlineData(PreparedFormat.Recordio, "out", 5_000, 0, false, 0, "record_io.resize")]
    [InlineData(PreparedFormat.Recordio, "out", 0, 101, false, 0, "record_io.quality")]
    [InlineData(PreparedFormat.Recordio, "out", 10, 0, true, 0, "record_io.pass_through")]
    [InlineData(PreparedFormat.Recordio, "out", 0, 0, false, 1, "record_io.train_ratio")]
    public async Task Prepare_OfABadField_NamesIt(
        PreparedFormat format, string prefix, int resize, int quality, bool passThrough, double ratio, string words)
    {
        await UploadAsync(TestArchive.Tar(TestClips.Words()));
        using var call = Client.PrepareDataSet(new PrepareDataSetRequest
        {
            Name = "words",
            Format = format,
            Prefix = prefix,
            RecordIo = new RecordIoSettings
            {
                Resize = resize,
                Quality = quality,
                PassThrough = passThrough,
                TrainRatio = ratio,
            },
        });

        var refusal = await Assert.ThrowsAsync<RpcException>(
            () => call.ResponseStream.MoveNext(default).WithTimeout());

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains(words, refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("absent", 0, StatusCode.NotFound)]
    [InlineData("a b", 0, StatusCode.InvalidArgument)]
    [InlineData("absent", -1, StatusCode.InvalidArgument)]
    public async Task Get_OfNoDataSet_SaysSo(string name, int version, StatusCode code)
    {
        var request = new GetDataSetRequest { Name = name, Version = version };

        var refusal = await Assert.ThrowsAsync<RpcException>(
            () => Client.GetDataSetAsync(request).ResponseAsync.WithTimeout());

        Assert.Equal(code, refusal.StatusCode);
    }

    [Fact]
    public async Task Import_OfAnyConfigs_GetsADocumentedStatus()
    {
        StatusCode[] documented =
        [
            StatusCode.OK, StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.ResourceExhausted,
        ];
        foreach (var seed in FuzzRun.Seeds(usual: 100))
        {
            var config = ParseOrNull(RandomMessage.Bytes(ImportConfig.Descriptor, new Random(seed)));
            if (config is null)
                continue;
            if (seed % 2 == 0)
                (config.Name, config.Task) = ("words", TrainingTask.KeywordSpotting);
            try
            {
                await ImportAsync(config, [.. "no archive"u8]);
            }
            catch (RpcException e)
            {
                Assert.True(documented.Contains(e.StatusCode), $"seed {seed}: {e.Status}");
            }
        }
    }

    private static ImportConfig? ParseOrNull(byte[] bytes)
    {
        try
        {
            return ImportConfig.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static ImportConfig Config(Action<ImportConfig> change)
    {
        var config = new ImportConfig
        {
            Name = "words",
            Task = TrainingTask.KeywordSpotting,
            Upload = ArchiveKind.Unspecified,
        };
        change(config);
        return config;
    }

    private Task<(DataSetVersion Version, List<ImportProgress> Progress)> UploadAsync(byte[] archive) =>
        ImportAsync(Config(_ => { }), archive);

    private async Task<(DataSetVersion Version, List<ImportProgress> Progress)> ImportAsync(
        ImportConfig config, byte[] archive)
    {
        using var call = Client.ImportDataSet();
        try
        {
            await call.RequestStream.WriteAsync(new ImportDataSetRequest { Config = config }).WithTimeout();
            foreach (var chunk in archive.Chunk(10_000))
                await call.RequestStream.WriteAsync(
                    new ImportDataSetRequest { Chunk = ByteString.CopyFrom(chunk) }).WithTimeout();
            await call.RequestStream.CompleteAsync().WithTimeout();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The call ended while it was sent to; its status comes with reading.
        }

        var progress = new List<ImportProgress>();
        while (await call.ResponseStream.MoveNext(default).WithTimeout())
        {
            if (call.ResponseStream.Current.Version is { } version)
                return (version, progress);
            progress.Add(call.ResponseStream.Current.Progress);
        }

        throw new InvalidOperationException("no version came");
    }
}
