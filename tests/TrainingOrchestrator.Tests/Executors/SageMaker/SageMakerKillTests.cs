using Grpc.Net.Client;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Tests.Database;
using Client = Kws.Training.V1.Training.TrainingClient;

namespace Kws.TrainingOrchestrator.Tests.Executors.SageMaker;

/// <summary>The service as a process that is killed (kill -9) while SageMaker trains for it.</summary>
[Collection(nameof(SageMakerJobTestBase))]
public sealed class SageMakerKillTests : SageMakerJobTestBase
{
    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Kill_WhileTheJobIsMadeFollowedAndCompleted_LeavesOneTrainingJobAndEndsPublished()
    {
        var id = await SubmitAsync();
        var name = $"kws-{id}-1";

        // It is made, and that is never answered.
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Server.OnCreated = _ =>
        {
            made.TrySetResult();
            return never.Task;
        };
        await using (var service = await StartAsync())
        {
            await made.Task.WithTimeout();
            await service.KillAsync();
        }

        never.SetResult();
        Server.OnCreated = null;

        // It is followed.
        await using (var service = await StartAsync())
        {
            var looks = Server.BodiesOf("DescribeTrainingJob").Count;
            await Eventually.BeAsync(() => Server.BodiesOf("DescribeTrainingJob").Count > looks + 2);
            await service.KillAsync();
        }

        await CompleteAsync(name);
        await using var last = await StartAsync();
        using var channel = GrpcChannel.ForAddress(last.Address);
        Assert.Equal(["Queued", "Preparing", "Training", "1/2", "2/2", "Evaluating", "Published"],
            await WatchAsync(new Client(channel), id));
        Assert.Equal([name], Server.Names);
        Assert.Equal(1, (await JobAsync(new Client(channel), id)).Attempt);
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Kill_WhileTheTrainingJobStops_StopsItAndEndsCancelled()
    {
        Server.StopsAtOnce = false;
        var id = await SubmitAsync();
        var name = $"kws-{id}-1";
        await using (var service = await StartAsync())
        {
            await ThereAsync(name);
            using var first = GrpcChannel.ForAddress(service.Address);
            await new Client(first).CancelJobAsync(new CancelJobRequest { Id = id }).ResponseAsync.WithTimeout();
            await Eventually.BeAsync(() => Server.BodiesOf("StopTrainingJob").Count == 1);
            await service.KillAsync();
        }

        Server.Set(name, "Stopped", "Stopped");
        await using var last = await StartAsync();
        using var channel = GrpcChannel.ForAddress(last.Address);
        Assert.Equal(["Queued", "Preparing", "Training", "Cancelled"], await WatchAsync(new Client(channel), id));
        Assert.Equal([name], Server.Names);
        Assert.Single(Server.BodiesOf("CreateTrainingJob"));
    }

    private async Task<string> SubmitAsync()
    {
        Skip.If(Trainer.Length == 0, "python3 is not installed");
        await ToneDataSet.PutAsync(await TestDatabase.SqliteAsync(Folder), Store);
        await using var service = await StartAsync(("Jobs:MaxAtOnce", "0"));
        using var channel = GrpcChannel.ForAddress(service.Address);
        var job = await new Client(channel).SubmitJobAsync(Tones).ResponseAsync.WithTimeout();
        await service.KillAsync();
        return job.Id;
    }

    private Task<ServiceProcess> StartAsync(params (string Key, string Value)[] settings) =>
        ServiceProcess.StartAsync("TrainingOrchestrator", 0,
        [
            .. TrainingHost.Settings(Folder, Trainer).Select(setting => (setting.Key, Value: setting.Value!))
                .Concat(Settings).Concat(settings)
                .Select(setting => (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)),
        ]);
}
