using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Kws.AudioInference.Streaming;
using Kws.Contracts.Registry;
using Kws.Models;

namespace Kws.AudioInference.Trials;

/// <summary>One stream's part in trials: whether the listener hears it, and what it detects there. Its device hears
/// nothing of it. Not thread-safe.</summary>
/// <param name="settings">What the device asked for.</param>
/// <param name="book">Where trials are counted.</param>
/// <param name="windows">The stream's frames, for the listener's verifier.</param>
/// <param name="timeProvider">Clock of its looks.</param>
internal sealed class StreamTrial(
    SpotSettings settings, TrialBook book, SessionWindows windows, TimeProvider timeProvider)
{
    // Two models answer to one word at different points of it.
    private static readonly TimeSpan s_reach = TimeSpan.FromSeconds(0.75);

    private TrialModel<KeywordModel>? _trial;
    private TrialCounts? _counts;
    private DetectionPairs? _pairs;
    private KeywordDetector? _detector;
    private SessionSecondLook? _secondLook;
    private long _countedFrom;
    private bool _isChosen;

    /// <summary>Joins the trial with the windows from a decision on, unless the stream is not chosen or another model
    /// than the trial's champion serves it.</summary>
    /// <param name="trial">The listener.</param>
    /// <param name="champion">What serves the stream.</param>
    /// <param name="decision">The first of the windows.</param>
    public bool TryJoin(TrialModel<KeywordModel> trial, KeywordModel champion, long decision)
    {
        if (!ReferenceEquals(trial, _trial))
            Choose(trial);
        if (!_isChosen || !IsAgainst(trial.Order, champion))
        {
            Leave(isWhole: false);
            return false;
        }

        if (_detector is not null && _detector.NextDecision != decision)
        {
            _counts!.Skipped(decision - _detector.NextDecision);
            Leave(isWhole: false);
        }

        if (_detector is null)
            Begin(trial.Model, champion, decision);
        return _isChosen;
    }

    /// <summary>The champion detected a keyword in a window that was joined.</summary>
    public void Champion(long decision, string label) => _pairs?.Champion(decision, label);

    /// <summary>Takes the listener's posteriors of the windows joined last, in their order.</summary>
    /// <param name="posteriors">[windows, labels of the listener].</param>
    /// <param name="count">Windows, 1 or more.</param>
    public void Listener(ReadOnlySpan<float> posteriors, int count)
    {
        if (_detector is null || _pairs is null || _trial is null)
            return;
        var labels = _trial.Model.LabelCount;
        var heard = 0;
        for (var i = 0; i < count; i++)
        {
            var decision = _detector.NextDecision;
            var output = _detector.Decide(posteriors.Slice(i * labels, labels), _secondLook);
            if (output.HasKeyword)
                _pairs.Listener(decision, _trial.Model.Labels[output.Label]);
            if (output.NearMiss is { } miss && miss.Decision >= _countedFrom)
                _counts!.NearMiss(_trial.Model.Labels[miss.Label]);
            foreach (var refused in _detector.Refused)
            {
                if (refused.Decision >= _countedFrom)
                    _counts!.NearMiss(_trial.Model.Labels[refused.Label]);
            }

            if (decision >= _countedFrom)
                heard++;
        }

        _pairs.Advance(_detector.NextDecision);
        if (heard > 0)
            _counts!.Heard(heard, _trial.Model.Stride);
    }

    /// <summary>The stream ends, or the listener failed.</summary>
    /// <param name="isWhole">Whether both heard it to its end.</param>
    public void Leave(bool isWhole)
    {
        _pairs?.End(isWhole);
        (_pairs, _detector, _secondLook) = (null, null, null);
    }

    private void Choose(TrialModel<KeywordModel> trial)
    {
        Leave(isWhole: false);
        (_trial, _counts) = (trial, book.Of(trial.Order));
        _isChosen = Draw(trial.Order.TrialId) < trial.Order.Share;
    }

    private void Begin(KeywordModel listener, KeywordModel champion, long decision)
    {
        // A device may ask for keywords that the listener has not: it detects the others. Or for a verifier.
        var asked = settings.Keywords.Where(choice => listener.Keywords.Contains(choice.Key))
            .ToDictionary(choice => choice.Key, choice => choice.Value);
        if ((settings.Keywords.Count > 0 && asked.Count == 0) || !listener.CanTell(asked, settings.Isolation))
        {
            _isChosen = false;
            return;
        }

        var plan = listener.PlanFor(asked, settings.Isolation);
        var reach = (int)Math.Ceiling(s_reach / listener.Stride);
        // From here on a detector that began at this decision says what one does that heard the recording from its
        // begin; the champion's said so before, or does so at the same time.
        var served = champion.PlanFor(settings.Keywords, settings.Isolation);
        var settled = decision == 0 ? 0 : decision + Math.Max(plan.MemoryDecisions, served.MemoryDecisions);
        _countedFrom = decision == 0 ? 0 : settled + reach;
        _detector = new KeywordDetector(plan, decision, settled);
        windows.KeepBefore(listener.VerifierFrames - listener.FramesPerWindow);
        // Its looks are no part of what the service does for devices, and are not in its figures.
        _secondLook = SessionSecondLook.For(listener, windows, null, timeProvider);
        _pairs = new DetectionPairs(reach, _countedFrom, _counts!);
        _counts!.StreamJoined();
    }

    private static bool IsAgainst(TrialOrder order, KeywordModel champion) =>
        order.ChampionSha256.Length == 0 || order.ChampionSha256 == champion.Manifest.Sha256;

    // The same for a recording wherever it goes on.
    private double Draw(string trialId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{trialId}\n{settings.DeviceId}\n{settings.RecordingId}"));
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)(1L << 32);
    }
}
