using Kws.Storage;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference.Recordings;

/// <summary>Recording without a place for the recordings is a fault at start-up.</summary>
internal sealed class RecordingStoreValidator : IValidateOptions<ObjectStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, ObjectStoreOptions options)
    {
        if (!options.IsConfigured)
            return ValidateOptionsResult.Fail(
                "Recording:Enabled is true and there is no object store; set Storage:Directory or Storage:S3:Bucket");
        var faults = options.S3 is { Bucket.Length: > 0 }
            ? options.S3.Faults().Select(fault => $"Storage:S3:{fault}").ToList()
            : [];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
