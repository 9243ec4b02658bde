using Kws.Storage;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference.Recordings;

// The library's options ask their bucket themselves, as the command line does.
#pragma warning disable SYSLIB1212
/// <summary>Finds every fault of section <c>Storage</c>.</summary>
[OptionsValidator]
internal sealed partial class ObjectStoreOptionsValidator : IValidateOptions<ObjectStoreOptions>;
#pragma warning restore SYSLIB1212

/// <summary>Recording without a place for the recordings is a fault at start-up.</summary>
internal sealed class RecordingStoreValidator : IValidateOptions<ObjectStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, ObjectStoreOptions options) =>
        options.IsConfigured
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                "Recording:Enabled is true and there is no object store; set Storage:Directory or Storage:S3:Bucket");
}
