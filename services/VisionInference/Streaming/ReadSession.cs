using System.Diagnostics;
using System.Globalization;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.VisionInference.Decoding;
using Kws.VisionInference.Inference;
using Kws.VisionInference.Reading;
using Kws.VisionInference.Speaking;
using Kws.VisionInference.Words;

namespace Kws.VisionInference.Streaming;

/// <summary>One camera's session: frames in order in, letters, words and speech out through the outbox.</summary>
internal sealed class ReadSession : IDisposable
{
    private const int MostObserved = 3;

    private readonly CancellationTokenSource _ended = new();
    private readonly ReadContext _context;
    private readonly SessionSpeaker _speaker;
    private readonly Task _speaking;
    private readonly ReadSettings _settings;
    private readonly WordBuilder _word = new();
    private ReadingRules _rules;
    private readonly LetterCommitter _committer;
    private MotionLetters? _motion;
    private string? _shownBeforeMotion;
    private WordCorrector _corrector;
    private TimeSpan _lastCaptured;
    private long _frames;
    private int _unreadableInRow;
    private long _letters;
    private long _words;

    public ReadSession(string id, ReadSettings settings, ReadContext context)
    {
        (Id, _settings, _context) = (id, settings, context);
        Outbox = new ReadOutbox(context.Streams.MaxUnreadResponses, context.Streams.StallLimit, context.Time);
        Model = context.Models.Current.Manifest;
        _rules = ReadingRules.Of(Model, settings.WordPause);
        _committer = new LetterCommitter(_rules);
        _motion = settings.ReadsMotion ? new MotionLetters(_rules.Labels) : null;
        _corrector = CorrectorFor(Model);
        _speaker = new SessionSpeaker(id, settings, context.SpeechSource, Outbox, context);
        _speaking = SpeakAsync();
    }

    public string Id { get; }

    public ReadOutbox Outbox { get; }

    /// <summary>The model that read the last frame.</summary>
    public ModelManifest Model { get; private set; }

    public TimeSpan WordPause => _rules.WordPause;

    public bool HasWordInProgress => !_word.IsEmpty;

    /// <summary>Reads the next frame.</summary>
    /// <param name="image">Kept until the task completes.</param>
    /// <param name="captured">Since the device's start; not before the last frame's.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <exception cref="InvalidRequestException">The time goes back, or too many pictures in a row cannot be
    /// read.</exception>
    /// <exception cref="LimitExceededException">The device does not read its responses.</exception>
    public async Task AddFrameAsync(EncodedImage image, TimeSpan captured, CancellationToken cancellationToken)
    {
        if (captured < _lastCaptured)
            throw new InvalidRequestException("frame.captured", captured,
                $"the last frame's {_lastCaptured.ToString(null, CultureInfo.InvariantCulture)} or later");
        // A device may send nothing while nothing moves: the jump itself is the pause.
        if (captured - _lastCaptured >= WordPause)
            await EndWordAsync(cancellationToken);
        _lastCaptured = captured;
        var index = _frames++;
        PictureAnswer answer;
        try
        {
            (answer, _) = await _context.Pictures.ReadAsync(image, _settings.View, cancellationToken);
            _unreadableInRow = 0;
        }
        catch (InvalidImageException e)
        {
            await ReportUnreadableAsync(index, e, cancellationToken);
            return;
        }
        if (!ReferenceEquals(answer.Model, Model))
            await FollowAsync(answer.Model, cancellationToken);
        await ObserveAsync(index, answer, cancellationToken);
        if (_motion is not null)
            await FollowHandAsync(_motion, answer, captured, cancellationToken);
        if (_committer.Add(answer.Posteriors, captured, _motion?.IsDrawing == true) is { } letter)
            await AddLetterAsync(letter, cancellationToken);
        if (_committer.LastSeen is { } seen && captured - seen >= WordPause)
            await EndWordAsync(cancellationToken);
    }

    /// <summary>Ends the word in progress, if there is one, and starts reading afresh.</summary>
    public Task EndWordAsync(CancellationToken cancellationToken)
    {
        _committer.Reset();
        _motion?.Reset();
        return EndWordInProgressAsync(cancellationToken);
    }

    /// <summary>Ends the word in progress, waits for what is still spoken, and ends the outbox.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await EndWordAsync(cancellationToken);
        _speaker.Complete();
        await _speaking.WaitAsync(cancellationToken);
        Outbox.Complete();
    }

    /// <summary>Ends the session's speech and its outbox, whose reader still gets what waits.</summary>
    public void Dispose()
    {
        _ended.Cancel();
        Outbox.Complete();
    }

    // Never throws: a fault reaches the device through the outbox.
    private async Task SpeakAsync()
    {
        // The speech is a session's work, not that of the frame that happened to begin it.
        await Task.Yield();
        Activity.Current = null;
        try
        {
            await _speaker.RunAsync(_ended.Token);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The session ended first.
        }
        catch (Exception e)
        {
            Outbox.Complete(e);
        }
    }

    private async Task EndWordInProgressAsync(CancellationToken cancellationToken)
    {
        if (_word.End() is { } word)
            await AddWordAsync(word, cancellationToken);
    }

    /// <summary>Reads on by another model; a letter that is being shown is not read again.</summary>
    private async Task FollowAsync(ModelManifest model, CancellationToken cancellationToken)
    {
        var rules = ReadingRules.Of(model, _settings.WordPause);
        // The evidence of the word's letters is by the old labels.
        if (!rules.HasLabelsOf(_rules))
            await EndWordInProgressAsync(cancellationToken);
        _committer.Adopt(rules);
        if (_motion is not null && !rules.HasLabelsOf(_rules))
            _motion = new MotionLetters(rules.Labels);
        (Model, _rules, _corrector) = (model, rules, CorrectorFor(model));
    }

    private static WordCorrector CorrectorFor(ModelManifest model) =>
        new(Vocabulary.Common, LetterConfusions.Of(model));

    private async Task ReportUnreadableAsync(
        long index,
        InvalidImageException error,
        CancellationToken cancellationToken)
    {
        if (++_unreadableInRow >= _context.Streams.MaxUnreadableInRow)
            throw new InvalidRequestException("frame.image", $"{_unreadableInRow} unreadable pictures in a row",
                $"fewer; the last: {error.Message}");
        await Outbox.AddAsync(new FrameObserved(index, [], false, error.Message), cancellationToken);
    }

    private async ValueTask ObserveAsync(long index, PictureAnswer answer, CancellationToken cancellationToken)
    {
        if (!_settings.WantsObserved)
            return;
        var isConfident = _rules.Decide(answer.Posteriors) >= 0;
        var letters = isConfident ? RankedLetter.Best(_rules.Labels, answer.Posteriors, MostObserved) : [];
        await Outbox.AddAsync(new FrameObserved(index, letters, isConfident, "", answer.Hand), cancellationToken);
    }

    private async Task FollowHandAsync(
        MotionLetters motion, PictureAnswer answer, TimeSpan captured, CancellationToken cancellationToken)
    {
        if (motion.Add(answer.Posteriors, answer.Hand, captured) is { } drawn)
            await AddDrawnLetterAsync(drawn, cancellationToken);
        _shownBeforeMotion = motion.IsMoving ? _shownBeforeMotion ?? _committer.Last : null;
    }

    /// <summary>Adds a letter in place of the one that its handshape was taken for before it moved.</summary>
    private async Task AddDrawnLetterAsync(DrawnLetter drawn, CancellationToken cancellationToken)
    {
        var replaced = "";
        if (_word.Last is { } last && last.Letter == _shownBeforeMotion && MotionLetters.Begins(last.Letter, drawn))
        {
            _word.RemoveLast();
            replaced = LetterId(_letters);
        }
        _committer.Take(drawn.Shape);
        await AddLetterAsync(drawn.Letter, cancellationToken, replaced, isExperimental: true);
    }

    private string LetterId(long number) => string.Create(CultureInfo.InvariantCulture, $"{Id}-l{number}");

    private async Task AddLetterAsync(
        CommittedLetter letter, CancellationToken cancellationToken, string replaces = "", bool isExperimental = false)
    {
        var id = LetterId(++_letters);
        await Outbox.AddAsync(new LetterRead(id, letter.Letter, letter.Confidence, letter.FirstCaptured,
            letter.Committed, replaces, isExperimental), cancellationToken);
        _context.Metrics.Letter();
        Offer(id, isWord: false, letter.Letter, letter.Letter, letter.Confidence);
        if (_settings.Speak == SpeakMode.Letters)
            await _speaker.SayAsync(id, letter.Letter, spell: true, cancellationToken);
        if (_word.Add(letter) is { } word)
            await AddWordAsync(word, cancellationToken);
    }

    private async Task AddWordAsync(ReadWord word, CancellationToken cancellationToken)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{Id}-w{++_words}");
        var proposed = _corrector.Propose(word, _rules.Labels);
        await Outbox.AddAsync(new WordRead(id, word.Spelled, proposed, word.Letters[0].FirstCaptured,
            word.Letters[^1].Committed), cancellationToken);
        _context.Metrics.Word(corrected: proposed != word.Spelled);
        Offer(id, isWord: true, word.Spelled, proposed, word.Letters.Min(letter => letter.Confidence));
        // Speech engines spell capitals out.
        if (_settings.Speak == SpeakMode.Words)
            await _speaker.SayAsync(id, proposed.ToLowerInvariant(), spell: false, cancellationToken);
    }

    private void Offer(string id, bool isWord, string spelled, string proposed, float confidence) =>
        _context.Readings.Offer(new SignReading(
        id, _settings.DeviceId, Id, isWord, spelled, proposed, confidence, Model.Name, Model.Version,
            _context.Time.GetUtcNow()));
}
