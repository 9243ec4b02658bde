using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.Training.V1;

namespace Kws.Cli.Tests.Hosts;

/// <summary>A registry of models that answers what a test says, and notes what it was asked.</summary>
internal sealed class ScriptedModels : Kws.Training.V1.Training.TrainingBase
{
    private static readonly Timestamp s_at =
        Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public List<PromoteModelRequest> Promoted { get; } = [];

    public List<PublishModelRequest> Published { get; } = [];

    /// <summary>What a watch tells, the last being the decision.</summary>
    public IReadOnlyList<Promotion> Steps { get; set; } = [];

    /// <summary>What promoting and rolling back answer with; null: the first step.</summary>
    public RpcException? Refusal { get; set; }

    /// <summary>What a watch ends with after its steps; null: well.</summary>
    public RpcException? Break { get; set; }

    public ModelState Verdict { get; set; } = ModelState.Published;

    public static Model Small => new()
    {
        Task = TrainingTask.KeywordSpotting,
        Name = "small",
        Version = "1.3.0",
        State = ModelState.Published,
        PackageKey = "models/keyword-spotting/small/1.3.0/abc",
        ManifestSha256 = "abc",
        Aliases = { "champion" },
        Metrics = { new Metric { Name = "accuracy", Value = 0.93, Data = "speech" } },
        Gates = { new GateResult { Gate = "size", Passed = true, Value = "9 bytes", Limit = "at most 10 bytes" } },
        CreatedAt = s_at,
        Bytes = 9,
        Manifest = """{"name":"small"}""",
    };

    public static Trial Trial => new()
    {
        Id = "t1",
        Task = TrainingTask.KeywordSpotting,
        Listener = "small/1.4.0",
        Champion = "small/1.3.0",
        Policy = new TrialPolicy { Share = 0.2, Hours = 10, Words = 100, MaxExtraPerHour = 0.2, Decides = true },
        State = TrialState.Listening,
        Hours = 2.5,
        ExtraPerHour = new Rate { Value = 0.4, Lower = 0.01, Upper = double.PositiveInfinity },
        MissingShare = double.NaN,
        AddedCost = 0.21,
        Figures = new TrialFigures
        {
            Streams = 7,
            Labels = { new TrialLabel { Label = "yes", ListenerAlone = 1, ListenerNearMisses = 3 } },
        },
        StartedAt = s_at,
    };

    public static Promotion Step(PromotionState state, string reason, params ReplicaActivation[] replicas) => new()
    {
        Id = "p1",
        Task = TrainingTask.KeywordSpotting,
        Name = "small",
        Version = "1.3.0",
        Alias = "champion",
        State = state,
        Reason = reason,
        StartedAt = s_at,
        Replicas = { replicas },
    };

    public static ReplicaActivation Replica(string instance, bool active, string reason = "") => new()
    {
        Service = "audioinference",
        Instance = instance,
        Active = active,
        Reason = reason,
        Serves = active ? "small/1.3.0" : "small/1.2.0",
    };

    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListModelsResponse { Models = { Small } });

    public override Task<Model> GetModel(GetModelRequest request, ServerCallContext context) =>
        request.Version == "1.3.0"
            ? Task.FromResult(Small)
            : throw new RpcException(new Status(StatusCode.NotFound, "model is not known"));

    public override Task<DiffModelsResponse> DiffModels(DiffModelsRequest request, ServerCallContext context) =>
        Task.FromResult(new DiffModelsResponse
        {
            Differences = { new Difference { Field = "metrics.accuracy", From = "0.9", To = "0.93" } },
        });

    public override Task<Promotion> PromoteModel(PromoteModelRequest request, ServerCallContext context)
    {
        Promoted.Add(request);
        return Refusal is null ? Task.FromResult(Steps[0]) : throw Refusal;
    }

    public override Task<Promotion> RollBackModel(RollBackModelRequest request, ServerCallContext context) =>
        Refusal is null ? Task.FromResult(Steps[0]) : throw Refusal;

    public override Task<ListTrialsResponse> ListTrials(ListTrialsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListTrialsResponse { Trials = { Trial } });

    public override Task<Trial> WithdrawTrial(WithdrawTrialRequest request, ServerCallContext context) =>
        Refusal is null ? Task.FromResult(Trial) : throw Refusal;

    public override async Task WatchPromotion(
        WatchPromotionRequest request, IServerStreamWriter<Promotion> responseStream, ServerCallContext context)
    {
        foreach (var step in Steps)
            await responseStream.WriteAsync(step);
        if (Break is not null)
            throw Break;
    }

    public override async Task<Model> PublishModel(
        IAsyncStreamReader<PublishModelRequest> requestStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
            Published.Add(requestStream.Current.Clone());
        var model = Small;
        model.State = Verdict;
        return model;
    }
}
