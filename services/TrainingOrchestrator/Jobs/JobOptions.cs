using Kws.Database;
using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Jobs;

/// <summary>Section <c>Jobs</c>.</summary>
internal sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>Jobs that this replica works on at once; 0: it works on none and answers calls alone.</summary>
    [NumberRange(0, 64)]
    public int MaxAtOnce { get; set; } = 1;

    /// <summary>Where a job without an executor of its own runs.</summary>
    [OneOf("local", "sagemaker")]
    public string Executor { get; set; } = "local";

    /// <summary>Folder of data, checkpoints and logs of running jobs; not set: <c>kws-aspire/jobs</c> in the folder
    /// that the account has for data of programs. Replicas that share it go on with one another's
    /// checkpoints.</summary>
    public string? WorkFolder { get; set; }

    /// <summary>Time between looks for jobs.</summary>
    [TimeRange("00:00:00.1", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A replica that does not tell for so long that it works on a job loses it to another.</summary>
    [TimeRange("00:00:03", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause before a second attempt; it doubles with each.</summary>
    [TimeRange("00:00:00", "01:00:00")]
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the work folder is.</summary>
    public string WorkPath => Path.GetFullPath(WorkFolder is { Length: > 0 } ? WorkFolder : OwnData.PathOf("jobs"));
}

/// <summary>Finds every fault of <see cref="JobOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class JobOptionsValidator : IValidateOptions<JobOptions>;
