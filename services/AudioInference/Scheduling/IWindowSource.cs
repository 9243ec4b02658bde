using Kws.Models;

namespace Kws.AudioInference.Scheduling;

/// <summary>Something with windows to infer: a live stream or a clip. Queued at most once at a time.</summary>
internal interface IWindowSource
{
    /// <summary>Copies the next windows that are due.</summary>
    /// <param name="model">The model that will run them.</param>
    /// <param name="features">[maxWindows, frames, coefficients].</param>
    /// <param name="maxWindows">1 or more.</param>
    /// <returns>Windows copied; 0 when none is due any more.</returns>
    int Take(KeywordModel model, Span<float> features, int maxWindows);

    /// <summary>Hands back the posteriors of the windows of the last <see cref="Take"/>; called also when it took
    /// none.</summary>
    /// <param name="posteriors">[windows, labels]; valid during the call.</param>
    /// <param name="timing">When the batch ran.</param>
    void Deliver(ReadOnlySpan<float> posteriors, in InferenceTiming timing);

    /// <summary>The batch failed: no posteriors will come.</summary>
    void Fail(Exception exception);
}

/// <summary>A source that a model with states can follow step by step.</summary>
internal interface ISteppedSource : IWindowSource
{
    /// <summary>Copies the frames by which the next due window goes beyond the one before it, in place of
    /// <see cref="IWindowSource.Take"/>.</summary>
    /// <param name="model">The model that will run them.</param>
    /// <param name="frames">[stride, coefficients]; written.</param>
    /// <returns>What the model kept of the windows before; null: ask for whole windows.</returns>
    StreamState? TakeStep(KeywordModel model, Span<float> frames);

    /// <summary>Where the model may keep what it needs to go on after the last window of the last
    /// <see cref="IWindowSource.Take"/>; null: nowhere.</summary>
    StreamState? StateToBegin(KeywordModel model);
}

/// <summary>A source whose windows another model may hear too.</summary>
internal interface ITrialSource : IWindowSource
{
    /// <summary>Whether the listener shall hear the windows of the last <see cref="IWindowSource.Take"/>. If so, either
    /// <see cref="DeliverListener"/> or <see cref="SkipListener"/> follows, and the source is not queued again until
    /// then.</summary>
    bool TryJoin(TrialModel<KeywordModel> trial);

    /// <param name="posteriors">[windows, labels of the listener]; valid during the call.</param>
    /// <param name="windows">As many as were taken.</param>
    void DeliverListener(ReadOnlySpan<float> posteriors, int windows);

    /// <summary>No posteriors of the listener come.</summary>
    void SkipListener();
}

/// <summary>When a batch ran, in <see cref="TimeProvider.GetTimestamp"/> ticks, and of how many windows it
/// was.</summary>
internal readonly record struct InferenceTiming(long StartedTimestamp, long EndedTimestamp, int Windows);
