using Grpc.Core;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Registry;
using Kws.TrainingOrchestrator.Trials;
using Microsoft.Extensions.Options;
using ModelTask = Kws.Models.ModelTask;
using Policy = Kws.TrainingOrchestrator.Trials.TrialPolicy;
using PolicyMessage = Kws.Training.V1.TrialPolicy;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Answers the calls about trials.</summary>
internal sealed class TrialCalls(TrialRegistry trials, IOptions<TrialOptions> options, TimeProvider timeProvider)
{
    private const int MaxListed = 500;
    private const int Listed = 20;

    public async Task<ListTrialsResponse> ListAsync(ListTrialsRequest request, CancellationToken cancellationToken)
    {
        ModelTask? task = request.Task == TrainingTask.Unspecified ? null : request.Task.ToModelTask("task");
        (string, string)? model = request.Model.Length == 0 ? null : ModelCalls.Split("model", request.Model);
        if (request.Limit is < 0 or > MaxListed)
            throw new InvalidRequestException("limit", request.Limit, $"0 to {MaxListed}");
        var limit = request.Limit == 0 ? Listed : request.Limit;
        var response = new ListTrialsResponse();
        response.Trials.Add((await trials.ListAsync(task, model, limit, cancellationToken))
            .Select(found => TrialMessages.Of(found.Trial, found.Figures)));
        return response;
    }

    public async Task<Trial> WithdrawAsync(WithdrawTrialRequest request, ServerCallContext context)
    {
        var (trial, figures) = await trials.WithdrawAsync(
            request.Task.ToModelTask("task"), context.CallerName(), context.CancellationToken);
        return TrialMessages.Of(trial, figures);
    }

    public async Task<FollowTrialResponse> FollowAsync(FollowTrialRequest request, CancellationToken cancellationToken)
    {
        var said = TrialReports.Read(request, timeProvider.GetUtcNow());
        return await trials.FollowAsync(request.Task.ToModelTask("task"), said, cancellationToken) is var (trial, model)
            ? new FollowTrialResponse
            {
                TrialId = trial.Id,
                Listener = ModelMessages.Of(model, []),
                ChampionManifestSha256 = trial.ChampionSha256,
                Share = TrialRegistry.PolicyOf(trial).Share,
            }
            : new FollowTrialResponse();
    }

    /// <summary>What a candidate is tried by; null: it is not.</summary>
    /// <exception cref="InvalidRequestException">A number out of its range, or a policy where nothing is
    /// tried.</exception>
    public Policy? PolicyOf(PolicyMessage? message, ModelTask task, string alias)
    {
        var isTried = alias == Aliases.Candidate && task == ModelTask.KeywordSpotting;
        if (message is not null && !isTried)
            throw new InvalidRequestException(
                "policy", "set", "none: only candidates for keyword spotting listen to live streams");
        if (!isTried)
            return null;
        message ??= new PolicyMessage();
        var usual = options.Value;
        return new Policy(
            Number("share", message.Share, 0, 1) is > 0 and var share ? share : usual.Share,
            Number("hours", message.Hours, 0, 10_000) is > 0 and var hours ? hours : usual.Hours,
            (int)Number("words", message.Words, 0, 1_000_000) is > 0 and var words ? words : usual.Words,
            message.HasMaxExtraPerHour
                ? Number("max_extra_per_hour", message.MaxExtraPerHour, 0, 1000)
                : usual.MaxExtraPerHour,
            message.HasMaxMissingShare
                ? Number("max_missing_share", message.MaxMissingShare, 0, 1)
                : usual.MaxMissingShare,
            message.Decides,
            message.HasGuardHours ? Number("guard_hours", message.GuardHours, 0, 10_000) : usual.GuardHours);
    }

    private static double Number(string field, double value, double least, double most) =>
        value >= least && value <= most
            ? value
            : throw new InvalidRequestException($"policy.{field}", value, $"{least} to {most}");
}
