using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Training.V1;

namespace Kws.TrainingOrchestrator.Tests.DataSets.Importing;

/// <summary>The service as a process that is killed (kill -9) in the midst of an import and started again.</summary>
public sealed class KilledImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Work => _folder["imports"];

    public void Dispose() => _folder.Dispose();

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Start_AfterAKilledImport_RemovesWhatItUnpacked()
    {
        await using (var killed = await StartAsync())
        {
            using var channel = GrpcChannel.ForAddress(killed.Address);
            using var call = new Kws.Training.V1.Training.TrainingClient(channel).ImportDataSet();
            await SendHalfAsync(call.RequestStream);
            await Eventually.BeAsync(() => Directory.Exists(Work)
                && Directory.GetFiles(Work, "*", SearchOption.AllDirectories).Length > 3, "files are unpacked");
            await killed.KillAsync();
        }

        Assert.NotEmpty(Directory.GetFileSystemEntries(Work));
        await using var service = await StartAsync();

        await Eventually.BeAsync(() => Directory.GetFileSystemEntries(Work).Length == 0, "what was left is gone");
    }

    private static async Task SendHalfAsync(IClientStreamWriter<ImportDataSetRequest> requests)
    {
        var archive = TestArchive.Tar(TestClips.Words());
        await requests.WriteAsync(new ImportDataSetRequest
        {
            Config = new ImportConfig
            {
                Name = "words",
                Task = TrainingTask.KeywordSpotting,
                Upload = ArchiveKind.Tar,
            },
        }).WithTimeout();
        await requests.WriteAsync(new ImportDataSetRequest
        {
            Chunk = ByteString.CopyFrom(archive, 0, archive.Length / 2),
        }).WithTimeout();
    }

    private Task<ServiceProcess> StartAsync() => ServiceProcess.StartAsync("TrainingOrchestrator", 0,
        [.. TrainingHost.Settings(_folder, _folder.Path)
            .Select(setting => (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value!))]);
}
