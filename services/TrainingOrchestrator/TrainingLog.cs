namespace Kws.TrainingOrchestrator;

/// <summary>Log messages of the service, event ids 5001 .. 5099.</summary>
internal static partial class TrainingLog
{
    [LoggerMessage(5001, LogLevel.Information, "Job {JobId}: {From} -> {To} {Reason}")]
    public static partial void JobMoved(ILogger logger, string jobId, string from, string to, string reason);

    [LoggerMessage(5002, LogLevel.Information, "Job {JobId} is taken up in state {State}, attempt {Attempt}")]
    public static partial void JobTaken(ILogger logger, string jobId, string state, int attempt);

    [LoggerMessage(5003, LogLevel.Warning, "Job {JobId} is another replica's now; this one lets go of it")]
    public static partial void JobLost(ILogger logger, string jobId);

    [LoggerMessage(5004, LogLevel.Warning, "Looking for jobs failed, tried again: {Reason}")]
    public static partial void JobsUnreadable(ILogger logger, string reason);

    [LoggerMessage(5005, LogLevel.Warning, "Job {JobId}: attempt {Attempt} failed, tried again in {Pause}: {Reason}")]
    public static partial void JobRetried(ILogger logger, string jobId, int attempt, TimeSpan pause, string reason);

    [LoggerMessage(5010, LogLevel.Warning, "Stored events wait: {Reason}")]
    public static partial void OutboxWaits(ILogger logger, string reason);

    [LoggerMessage(5011, LogLevel.Error, "Stored event {EventId} is of no type that is known ({Type}); it is let go")]
    public static partial void OutboxUnknownType(ILogger logger, string eventId, string type);

    [LoggerMessage(5020, LogLevel.Warning, "Trainer of job {JobId} did not end on request; it was killed")]
    public static partial void TrainerKilled(ILogger logger, string jobId);

    [LoggerMessage(5021, LogLevel.Debug, "Trainer of job {JobId} wrote a line that is no progress: {Line}")]
    public static partial void TrainerLineUnread(ILogger logger, string jobId, string line);

    [LoggerMessage(5006, LogLevel.Warning, "Job {JobId}: what epoch {Epoch} brought waits to be stored: {Reason}")]
    public static partial void ProgressUnstored(ILogger logger, string jobId, int epoch, string reason);

    [LoggerMessage(5022, LogLevel.Information, "SageMaker's training job {Name} is followed ({Novelty})")]
    public static partial void TrainingJobBegun(ILogger logger, string name, string novelty);

    [LoggerMessage(5023, LogLevel.Warning, "SageMaker: cannot {Doing}, tried again: {Reason}")]
    public static partial void SageMakerAway(ILogger logger, string doing, string reason);

    [LoggerMessage(5030, LogLevel.Information, "Promotion {PromotionId}: {Alias} shall be {Name} {Version}")]
    public static partial void PromotionStarted(
        ILogger logger, string promotionId, string alias, string name, string version);

    [LoggerMessage(5031, LogLevel.Information, "Promotion {PromotionId} of {Name} {Version}: {State}, {Reason}")]
    public static partial void PromotionDecided(
        ILogger logger, string promotionId, string name, string version, string state, string reason);

    [LoggerMessage(5032, LogLevel.Warning, "Promotions wait: {Reason}")]
    public static partial void PromotionsWait(ILogger logger, string reason);

    [LoggerMessage(5033, LogLevel.Information, "Package {Name} {Version} was taken in: {State} {Reason}")]
    public static partial void PackageTaken(ILogger logger, string name, string version, string state, string reason);

    [LoggerMessage(5034, LogLevel.Information, "Trial {TrialId} begins: {Name} {Version} listens as {Role}")]
    public static partial void TrialBegan(ILogger logger, string trialId, string name, string version, string role);

    [LoggerMessage(5035, LogLevel.Information, "Trial {TrialId} of listener {Name} {Version}: {State}, {Reason}")]
    public static partial void TrialEnded(
        ILogger logger, string trialId, string name, string version, string state, string reason);

    [LoggerMessage(5036, LogLevel.Warning, "Trials wait: {Reason}")]
    public static partial void TrialsWait(ILogger logger, string reason);

    [LoggerMessage(5040, LogLevel.Information, "Data set {Name}: version {Version} with {Files} files ({Novelty})")]
    public static partial void DataSetImported(ILogger logger, string name, int version, int files, string novelty);

    [LoggerMessage(5041, LogLevel.Information, "Import of data set {Name}: {Count} {What}: {Names}")]
    public static partial void ImportNoted(ILogger logger, string name, int count, string what, string names);

    [LoggerMessage(5042, LogLevel.Information, "Data set {Name}: its next number is another's by now: {Reason}")]
    public static partial void VersionTaken(ILogger logger, string name, string reason);

    [LoggerMessage(5043, LogLevel.Warning, "Objects of a failed import stay for now below {Prefix}: {Reason}")]
    public static partial void ImportUncleaned(ILogger logger, string prefix, string reason);

    [LoggerMessage(5045, LogLevel.Information, "Imports left {Folders} folders and {Prefixes} prefixes; gone now")]
    public static partial void ImportsSwept(ILogger logger, int folders, int prefixes);

    [LoggerMessage(5046, LogLevel.Warning, "Sweeping after imports failed, tried again: {Reason}")]
    public static partial void SweepFailed(ILogger logger, string reason);

    [LoggerMessage(5047, LogLevel.Information, "Data set {Name} {Version} is prepared below {Prefix}: {Files} files")]
    public static partial void DataSetPrepared(ILogger logger, string name, int version, string prefix, int files);

    [LoggerMessage(5050, LogLevel.Information,
        "Data set {Name}: version {Version} has {Taken} corrections; {SetAside} were set aside")]
    public static partial void DataSetCorrected(ILogger logger, string name, int version, int taken, int setAside);

    [LoggerMessage(5051, LogLevel.Warning,
        "Data set {Name}: the correction of {Key} to '{Label}' was set aside: {Reason}")]
    public static partial void CorrectionSetAside(ILogger logger, string name, string key, string label, string reason);

    [LoggerMessage(5052, LogLevel.Warning, "Mark {EventId} of a recording, heard on the bus, is refused: {Reason}")]
    public static partial void MarkRefused(ILogger logger, string eventId, string reason);

    [LoggerMessage(5053, LogLevel.Information, "Request {EventId} of the bus became job {JobId}")]
    public static partial void RequestTaken(ILogger logger, string eventId, string jobId);

    [LoggerMessage(5054, LogLevel.Warning, "Request {EventId} of the bus for a training job is refused: {Reason}")]
    public static partial void RequestRefused(ILogger logger, string eventId, string reason);

    [LoggerMessage(5055, LogLevel.Warning, "What the gauges tell is old; the database is asked again: {Reason}")]
    public static partial void GaugesStale(ILogger logger, string reason);
}
