using Microsoft.Extensions.Options;

namespace Kws.VisionInference;

/// <summary>Finds every fault of the configuration at start-up.</summary>
internal sealed class VisionInferenceOptionsValidator : IValidateOptions<VisionInferenceOptions>
{
    public ValidateOptionsResult Validate(string? name, VisionInferenceOptions options)
    {
        var faults = new List<string>();
        Check(!string.IsNullOrWhiteSpace(options.Models.Sign), "Models:Sign", options.Models.Sign, "a model's name");
        Check(options.Models.Root is null || Directory.Exists(options.Models.Root), "Models:Root", options.Models.Root,
            "a folder that exists");
        CheckTime("Models:Watch", options.Models.Watch, TimeSpan.Zero, TimeSpan.FromHours(1));
        CheckRange("Images:MaxSidePixels", options.Images.MaxSidePixels, 64, 32_768);
        CheckRange("Images:MaxPixels", options.Images.MaxPixels, 4096, 1 << 28);
        CheckRange("Images:MaxConcurrentDecodes", options.Images.MaxConcurrentDecodes, 0, 1024);
        CheckRange("Images:MaxConcurrentCalls", options.Images.MaxConcurrentCalls, 1, 100_000);
        CheckRange("Streams:MaxSessions", options.Streams.MaxSessions, 1, 100_000);
        CheckRange("Streams:MaxUnreadableInRow", options.Streams.MaxUnreadableInRow, 1, 1_000_000);
        CheckRange("Streams:MaxUnreadResponses", options.Streams.MaxUnreadResponses, 8, 1_000_000);
        CheckTime("Streams:StallLimit", options.Streams.StallLimit, TimeSpan.FromSeconds(0.1),
            TimeSpan.FromMinutes(10));
        CheckRange("Batching:MaxBatch", options.Batching.MaxBatch, 1, 256);
        CheckTime("Batching:MaxWait", options.Batching.MaxWait, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        CheckRange("Batching:Workers", options.Batching.Workers, 0, 64);
        var isAddress = Uri.TryCreate(options.Speech.Address, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https";
        Check(isAddress, "Speech:Address", options.Speech.Address, "an http or https address");
        CheckTime("Speech:Timeout", options.Speech.Timeout, TimeSpan.FromSeconds(0.1), TimeSpan.FromMinutes(5));
        CheckRange("Speech:MaxWaiting", options.Speech.MaxWaiting, 1, 1000);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void CheckRange(string field, int value, int low, int high) =>
            Check(value >= low && value <= high, field, value, $"{low} to {high}");

        void CheckTime(string field, TimeSpan value, TimeSpan low, TimeSpan high) =>
            Check(value >= low && value <= high, field, value, $"{low} to {high}");

        void Check(bool isValid, string field, object? value, string limit)
        {
            if (!isValid)
                faults.Add($"{field} is {value ?? "not set"}; allowed: {limit}");
        }
    }
}
