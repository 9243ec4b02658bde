using Google.Protobuf;
using Grpc.Core;
using Kws.Storage;
using Kws.Storage.Recordings;
using Kws.Training.V1;

namespace Kws.TrainingOrchestrator.Tests.DataSets.Correcting;

/// <summary>The service with a data set "words" (labels "no" and "yes") and an archive of recordings.</summary>
internal sealed class CorrectionBench : IAsyncDisposable
{
    private readonly IObjectStore _recordings;
    private readonly string? _token;
    private uint _seed = 1_000;

    private CorrectionBench(TrainingHost host, IObjectStore? recordings, string? token = null)
    {
        (Host, _token) = (host, token);
        _recordings = recordings ?? host.Store;
    }

    public TrainingHost Host { get; }

    public Kws.Training.V1.Training.TrainingClient Client => Host.Client;

    /// <param name="folder">Of everything.</param>
    /// <param name="recordings">The archive, where it is not the service's own store.</param>
    /// <param name="settings">Of the service.</param>
    public static async Task<CorrectionBench> StartAsync(
        TemporaryFolder folder, IObjectStore? recordings = null, params (string Key, string Value)[] settings)
    {
        var bench = new CorrectionBench(
            await TrainingHost.StartAsync(folder, folder.Path, [("Jobs:MaxAtOnce", "0"), .. settings]), recordings);
        await bench.ImportAsync("words", TrainingTask.KeywordSpotting, TestClips.Words());
        return bench;
    }

    /// <param name="folder">Of everything.</param>
    /// <param name="token">Of whoever imports the data set.</param>
    /// <param name="settings">Of the service.</param>
    public static async Task<CorrectionBench> StartWithCallersAsync(
        TemporaryFolder folder, string token, params (string Key, string Value)[] settings)
    {
        var bench = new CorrectionBench(
            await TrainingHost.StartAsync(folder, folder.Path, [("Jobs:MaxAtOnce", "0"), .. settings]), null, token);
        await bench.ImportAsync("words", TrainingTask.KeywordSpotting, TestClips.Words());
        return bench;
    }

    public async Task<DataSetVersion> ImportAsync(
        string name, TrainingTask task, Dictionary<string, byte[]> files)
    {
        using var call = Client.ImportDataSet(Bearer(_token));
        await call.RequestStream.WriteAsync(new ImportDataSetRequest
        {
            Config = new ImportConfig { Name = name, Task = task, Upload = ArchiveKind.Unspecified },
        }).WithTimeout();
        await call.RequestStream.WriteAsync(new ImportDataSetRequest
        {
            Chunk = ByteString.CopyFrom(TestArchive.Tar(files)),
        }).WithTimeout();
        await call.RequestStream.CompleteAsync().WithTimeout();
        var last = new ImportDataSetResponse();
        while (await call.ResponseStream.MoveNext(default).WithTimeout())
            last = call.ResponseStream.Current;
        return last.Version;
    }

    /// <summary>Puts a clip into the archive as AudioInference does.</summary>
    /// <param name="id">Of the detection.</param>
    /// <param name="device">Who recorded it.</param>
    /// <param name="audio">Null: another one each time.</param>
    /// <returns>Its key.</returns>
    public async Task<string> RecordAsync(string id, string device = "kitchen:1", byte[]? audio = null)
    {
        var clip = new RecordedClip
        {
            Id = id,
            Label = "yes",
            Confidence = 0.9f,
            DeviceId = device,
            RecordedAt = new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero),
            SampleRateHz = 16_000,
            FirstSample = 0,
            StartSample = 1,
            EndSample = 2,
            ModelName = "small",
            ModelVersion = "1.0.0",
        };
        return (await new RecordingArchive(_recordings).StoreAsync(clip, audio ?? TestClips.Wav(_seed++))
            .WithTimeout()).Value;
    }

    public Task DeleteAsync(string key) => _recordings.DeleteAsync(new ObjectKey(key)).WithTimeout();

    public Task<MarkRecordingResponse> MarkAsync(
        string key, string label, string dataSet = "", string eventId = "", string? token = null) =>
        Client.MarkRecordingAsync(new MarkRecordingRequest
        {
            Key = key,
            Label = label,
            DataSet = dataSet,
            EventId = eventId,
        }, Bearer(token)).ResponseAsync.WithTimeout();

    public Task<ListCorrectionsResponse> WaitingAsync() =>
        Client.ListCorrectionsAsync(new ListCorrectionsRequest { DataSet = "words" }).ResponseAsync.WithTimeout();

    public async Task<CorrectedDataSet> CorrectAsync(string dataSet = "words")
    {
        using var call = Client.CorrectDataSet(new CorrectDataSetRequest { DataSet = dataSet });
        var last = new CorrectDataSetResponse();
        while (await call.ResponseStream.MoveNext(default).WithTimeout())
            last = call.ResponseStream.Current;
        return last.Corrected;
    }

    /// <summary>Paths below a version's prefix.</summary>
    public async Task<List<string>> FilesAsync(DataSetVersion version)
    {
        var files = new List<string>();
        await foreach (var stored in Host.Store.ListAsync($"{version.Prefix}/"))
            files.Add(stored.Key.Value[(version.Prefix.Length + 1)..]);
        return files;
    }

    private static Metadata Bearer(string? token) =>
        token is null ? [] : new Metadata { { "authorization", $"Bearer {token}" } };

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync().WithTimeout();
        Host.Logs.AssertNoErrors();
        await Host.DisposeAsync();
    }
}
