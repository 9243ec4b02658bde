using Google.Protobuf.WellKnownTypes;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Trials;
using Figures = Kws.TrainingOrchestrator.Trials.TrialFigures;
using FiguresMessage = Kws.Training.V1.TrialFigures;
using LabelMessage = Kws.Training.V1.TrialLabel;
using PolicyMessage = Kws.Training.V1.TrialPolicy;
using StateMessage = Kws.Training.V1.TrialState;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Trials as messages.</summary>
internal static class TrialMessages
{
    public static Trial Of(TrialRow trial, Figures figures)
    {
        var evidence = figures.Of(trial.IsGuard);
        var (lower, upper) = evidence.ExtraInterval();
        return new Trial
        {
            Id = trial.Id,
            Task = trial.Task.ToMessage(),
            Listener = $"{trial.ListenerName}/{trial.ListenerVersion}",
            Champion = trial.ChampionName is null ? "" : $"{trial.ChampionName}/{trial.ChampionVersion}",
            IsGuard = trial.IsGuard,
            Policy = PolicyOf(trial),
            State = (StateMessage)((int)trial.State + 1),
            Reason = trial.Reason,
            Figures = Of(figures),
            StartedAt = Timestamp.FromDateTimeOffset(trial.StartedAt),
            DecidedAt = trial.DecidedAt is { } at ? Timestamp.FromDateTimeOffset(at) : null,
            Hours = evidence.Hours,
            ExtraPerHour = new Rate { Value = evidence.ExtraPerHour, Lower = lower, Upper = upper },
            MissingShare = evidence.MissingShare,
            AddedCost = figures.ChampionSeconds > 0 ? figures.ListenerSeconds / figures.ChampionSeconds : 0,
        };
    }

    private static PolicyMessage PolicyOf(TrialRow trial)
    {
        var policy = TrialRegistry.PolicyOf(trial);
        return new PolicyMessage
        {
            Share = policy.Share,
            Hours = policy.Hours,
            Words = policy.Words,
            MaxExtraPerHour = policy.MaxExtraPerHour,
            MaxMissingShare = policy.MaxMissingShare,
            Decides = policy.Decides,
            GuardHours = policy.GuardHours,
        };
    }

    private static FiguresMessage Of(Figures figures)
    {
        var message = new FiguresMessage
        {
            Streams = figures.Streams,
            HeardSeconds = figures.HeardSeconds,
            ChampionSeconds = figures.ChampionSeconds,
            ListenerSeconds = figures.ListenerSeconds,
            SkippedWindows = figures.SkippedWindows,
        };
        message.Labels.Add(figures.Labels.Select(label => new LabelMessage
        {
            Label = label.Label,
            Agreed = label.Agreed,
            ListenerAlone = label.ListenerAlone,
            ChampionAlone = label.ChampionAlone,
            ListenerNearMisses = label.ListenerNearMisses,
        }));
        return message;
    }
}
