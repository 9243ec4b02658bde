using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Executors.Local;

/// <summary>Section <c>Trainer</c>: the PyTorch trainer as a program of this machine.</summary>
internal sealed class LocalTrainerOptions
{
    public const string Section = "Trainer";

    /// <summary>The Python that has PyTorch.</summary>
    [RequiredText("a program")]
    public string Python { get; set; } = "/usr/bin/python3";

    /// <summary>Folder of the trainer's package and recipes; not set: the nearest folder named <c>training</c> at or
    /// above the program's.</summary>
    [ExistingFolder]
    public string? Folder { get; set; }

    /// <summary>Processors that a run may keep busy; 0: as many as PyTorch likes.</summary>
    [NumberRange(0, 1024)]
    public int Threads { get; set; }

    /// <summary>Given to the operating system: 19 takes only the time that nothing else wants.</summary>
    [NumberRange(0, 19)]
    public int Nice { get; set; } = 10;

    /// <summary>Time in which a run ends that was asked to, before it is killed.</summary>
    [TimeRange("00:00:01", "00:10:00")]
    public TimeSpan StopPatience { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Finds every fault of <see cref="LocalTrainerOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class LocalTrainerOptionsValidator : IValidateOptions<LocalTrainerOptions>;
