using System.ComponentModel.DataAnnotations;
using Kws.Settings;
using Kws.Storage;
using Kws.TrainingOrchestrator.DataSets.Archives;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>Section <c>SageMaker</c>: Amazon SageMaker's training jobs. Credentials come from the AWS SDK's usual
/// chain.</summary>
internal sealed class SageMakerOptions : IValidatableObject
{
    public const string Section = "SageMaker";

    private const string Tag = "[A-Za-z0-9 _.:/+@-]{1,128}=[A-Za-z0-9 _.:/+@-]{0,256}";

    /// <summary>The role that SageMaker takes on: it reads the data sets in the object store and writes models there;
    /// not set: the executor is not offered.</summary>
    [TextPattern(@"arn:aws[a-z-]*:iam::[0-9]{12}:role/[a-zA-Z0-9+=,.@_/-]{1,512}", "ARN of a role", IsOptional = true)]
    public string Role { get; set; } = "";

    /// <summary>AWS region.</summary>
    [RequiredText("a region's name")]
    public string Region { get; set; } = "us-east-1";

    /// <summary>Another endpoint, for a private link or a test; not set: AWS's own.</summary>
    [HttpAddress(IsOptional = true)]
    public string ServiceUrl { get; set; } = "";

    /// <summary>Bucket in which SageMaker sees the service's object store; not set: that of <c>Storage:S3</c>, with its
    /// prefix.</summary>
    [TextPattern("[a-z0-9.-]{3,63}", "name of a bucket", IsOptional = true)]
    public string Bucket { get; set; } = "";

    /// <summary>What stands before every key in <c>Bucket</c>; not set: nothing.</summary>
    [ObjectKeyPrefix]
    public string Prefix { get; set; } = "";

    /// <summary>Image that the project's own trainer runs in: <c>kws/trainer</c>, which brings its own, or one with
    /// SageMaker's script mode, such as AWS's for PyTorch; not set: only the recipe <c>image-classification</c> is
    /// offered.</summary>
    [TextPattern(@"\S{1,255}", "address of an image", IsOptional = true)]
    public string TrainerImage { get; set; } = "";

    /// <summary>Image of SageMaker's own algorithm for the recipe <c>image-classification</c>; not set: the region's,
    /// where it is known.</summary>
    [TextPattern(@"\S{1,255}", "address of an image", IsOptional = true)]
    public string AlgorithmImage { get; set; } = "";

    /// <summary>Machine that a job gets; the recipe <c>image-classification</c> needs one with a GPU.</summary>
    [TextPattern(@"ml\.[a-z0-9-]+\.[a-z0-9]+", "kind of a machine")]
    public string InstanceType { get; set; } = "ml.g4dn.xlarge";

    /// <summary>Disk of that machine, in gigabytes.</summary>
    [NumberRange(1, 16_384)]
    public int VolumeGigabytes { get; set; } = 50;

    /// <summary>Longest training; SageMaker stops it then.</summary>
    [TimeRange("00:01:00", "28.00:00:00")]
    public TimeSpan MaxRuntime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Spare machines at a lower price, which may be taken away: training goes on from its checkpoint on
    /// another.</summary>
    public bool Spot { get; set; }

    /// <summary>Longest training and waiting for spare machines together; at least <c>MaxRuntime</c>.</summary>
    [TimeRange("00:01:00", "28.00:00:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromHours(48);

    /// <summary>Subnets that jobs run in, joined by commas; not set: SageMaker's own network.</summary>
    [TextPattern(
        "subnet-[0-9a-z]+(?:,subnet-[0-9a-z]+){0,15}", "1 to 16 subnet-... joined by commas", IsOptional = true)]
    public string Subnets { get; set; } = "";

    /// <summary>Security groups of jobs, joined by commas; set where <c>Subnets</c> is.</summary>
    [TextPattern("sg-[0-9a-z]+(?:,sg-[0-9a-z]+){0,4}", "1 to 5 sg-... joined by commas", IsOptional = true)]
    public string SecurityGroups { get; set; } = "";

    /// <summary>Tags of jobs, <c>key=value</c> joined by commas.</summary>
    [TextPattern($"{Tag}(?:,{Tag}){{0,49}}", "1 to 50 key=value joined by commas", IsOptional = true)]
    public string Tags { get; set; } = "";

    /// <summary>Time between looks at a job after something changed; it grows while nothing does.</summary>
    [TimeRange("00:00:00.1", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest time between looks at a job.</summary>
    [TimeRange("00:00:00.1", "00:10:00")]
    public TimeSpan MaxPoll { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Time in which SageMaker may be away, throttle, or refuse credentials that ended, before the attempt
    /// counts as failed. What runs there goes on, and the next attempt follows it.</summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(15);

    [ValidateObjectMembers]
    public ArtefactOptions Artefact { get; set; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Spot && MaxWait < MaxRuntime)
            yield return SettingFault.Of(validationContext, SettingFault.Text(
                nameof(MaxWait), Duration.Text(MaxWait),
                $"with Spot at least MaxRuntime, {Duration.Text(MaxRuntime)}"));
        if (Subnets.Length == 0 != (SecurityGroups.Length == 0))
            yield return SettingFault.Of(validationContext,
                "Subnets and SecurityGroups: one is set and the other is not; allowed: both or neither");
        if (Prefix.Length > 0 && Bucket.Length == 0)
            yield return SettingFault.Of(validationContext, SettingFault.Text(
                nameof(Prefix), Prefix, "none without Bucket; Storage:S3:Prefix is the store's own"));
    }
}

/// <summary>What a model may hold that SageMaker made, whatever it claims.</summary>
internal sealed class ArtefactOptions
{
    /// <summary>Bytes of <c>model.tar.gz</c>, as it is read and as it is unpacked each.</summary>
    [NumberRange(1024, 1L << 40)]
    public long MaxBytes { get; set; } = 2L << 30;

    /// <summary>Files and folders in it.</summary>
    [NumberRange(1, 1_000_000)]
    public int MaxFiles { get; set; } = 1_000;

    /// <summary>Bytes of one of its files.</summary>
    [NumberRange(1024, 1L << 40)]
    public long MaxFileBytes { get; set; } = 1L << 30;

    public ArchiveLimits Limits => new($"{SageMakerOptions.Section}:Artefact", MaxBytes, MaxFiles, MaxFileBytes);
}

/// <summary>Finds every fault of <see cref="SageMakerOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class SageMakerOptionsValidator : IValidateOptions<SageMakerOptions>;
