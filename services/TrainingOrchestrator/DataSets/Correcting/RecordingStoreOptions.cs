using Kws.Storage;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.DataSets.Correcting;

// The library's options ask their bucket themselves.
#pragma warning disable SYSLIB1212
/// <summary>Section <c>Recordings</c>: where the services of the mesh keep recorded clips; not set: in the object store
/// of section <c>Storage</c>.</summary>
internal sealed record RecordingStoreOptions : ObjectStoreOptions
{
    public new const string Section = "Recordings";
}

/// <summary>Finds every fault of <see cref="RecordingStoreOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class RecordingStoreOptionsValidator : IValidateOptions<RecordingStoreOptions>;
#pragma warning restore SYSLIB1212
