namespace Kws.Models.Tests.Slots;

public sealed class ModelSlotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Acquire_FromAnEmptySlot_Throws()
    {
        using var slot = new ModelSlot<KeywordModel>();
        Assert.False(slot.HasModel);
        Assert.Throws<ModelNotLoadedException>(() => slot.Acquire());
    }

    [Fact]
    public async Task Swap_WhileALeaseIsHeld_DisposesTheOldModelAfterIt()
    {
        using var slot = new ModelSlot<TrackedModel>(new TrackedModel("old"));
        var lease = slot.Acquire();
        await slot.SwapAsync(_ => new TrackedModel("new")).WithTimeout();
        var old = lease.Model;
        Assert.Equal("old", old.Name);
        Assert.False(old.IsDisposed);
        using (var next = slot.Acquire())
            Assert.Equal("new", next.Model.Name);
        lease.Dispose();
        Assert.True(old.IsDisposed);
        lease.Dispose();
        Assert.Equal(1, old.TimesDisposed);
    }

    [Fact]
    public async Task Swap_ToABadPackage_KeepsTheOldModel()
    {
        var good = TinyKeywordModel.WritePackage(_folder.Path);
        var bad = TinyKeywordModel.WritePackage(_folder.Path, version: "2.0.0", change: manifest =>
            manifest["features_sha256"] = "wrong");
        using var slot = new ModelSlot<KeywordModel>(KeywordModel.Load(good));
        await Assert.ThrowsAsync<InvalidModelPackageException>(() => slot.SwapAsync(_ => KeywordModel.Load(bad)))
            .WithTimeout();
        using var lease = slot.Acquire();
        Assert.Equal("1.0.0", lease.Model.Manifest.Version);
        lease.Model.Run(new float[3920], 1, new float[12]);
    }

    [Fact]
    public async Task Swap_UnderConcurrentRuns_RunsNoDisposedModel()
    {
        string[] packages =
            [.. Enumerable.Range(1, 3).Select(i => TinyKeywordModel.WritePackage(_folder.Path, version: $"{i}.0.0"))];
        using var slot = new ModelSlot<KeywordModel>(KeywordModel.Load(packages[0]));
        using var stop = new CancellationTokenSource();
        Task<int>[] runners =
            [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => RunUntilCancelled(slot, stop.Token)))];
        for (var i = 1; i <= 60; i++)
            await slot.SwapAsync(_ => KeywordModel.Load(packages[i % 3])).WithTimeout();
        await stop.CancelAsync();
        var runs = await Task.WhenAll(runners).WithTimeout();
        Assert.All(runs, count => Assert.True(count > 0));
    }

    [Fact]
    public async Task Swap_OnADisposedSlot_DisposesTheNewModel()
    {
        var slot = new ModelSlot<TrackedModel>(new TrackedModel("old"));
        slot.Dispose();
        var late = new TrackedModel("late");
        await Assert.ThrowsAsync<ObjectDisposedException>(() => slot.SwapAsync(_ => late)).WithTimeout();
        Assert.True(late.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => slot.Acquire());
    }

    [Fact]
    public async Task Swap_WhileAnotherWaits_CanBeCancelled()
    {
        using var slot = new ModelSlot<TrackedModel>(new TrackedModel("old"));
        using var release = new ManualResetEventSlim();
        var first = slot.SwapAsync(cancellation =>
        {
            release.Wait(cancellation);
            return new TrackedModel("first");
        });
        using var cancelled = new CancellationTokenSource();
        var second = slot.SwapAsync(_ => new TrackedModel("second"), cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second).WithTimeout();
        release.Set();
        await first.WithTimeout();
        using var lease = slot.Acquire();
        Assert.Equal("first", lease.Model.Name);
    }

    [Fact]
    public void Acquire_InSteadyState_AllocatesNothing()
    {
        using var slot = new ModelSlot<TrackedModel>(new TrackedModel("only"));
        slot.Acquire().Dispose();
        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            for (var i = 0; i < 200; i++)
                slot.Acquire().Dispose();
        }));
    }

    private static int RunUntilCancelled(ModelSlot<KeywordModel> slot, CancellationToken stop)
    {
        var features = new float[3920];
        var posteriors = new float[12];
        var runs = 0;
        for (; !stop.IsCancellationRequested; runs++)
        {
            using var lease = slot.Acquire();
            lease.Model.Run(features, 1, posteriors);
        }
        return runs;
    }

    private sealed class TrackedModel(string name) : IDisposable
    {
        private int _timesDisposed;

        public string Name => name;

        public int TimesDisposed => _timesDisposed;

        public bool IsDisposed => _timesDisposed > 0;

        public void Dispose() => Interlocked.Increment(ref _timesDisposed);
    }
}
