using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Database;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Checks what a replica says of itself.</summary>
internal static class ReplicaReports
{
    private const int MaxName = 100;
    private const int MaxReason = 1_000;

    /// <exception cref="InvalidRequestException">A field with a value that is not allowed.</exception>
    public static ActivationRow Read(ReplicaReport report, ModelTask task, DateTimeOffset at) => new()
    {
        Service = Name("service", report.Service, 1),
        Instance = Name("instance", report.Instance, 1),
        Task = task,
        Name = Name("name", report.Name, 0),
        Version = Name("version", report.Version, 0),
        ManifestSha256 = Name("manifest_sha256", report.ManifestSha256, 0),
        PromotionId = Name("promotion_id", report.PromotionId, 0),
        // Reasons are for people: what is too long is cut.
        Refusal = Printable.Text(report.Refusal, MaxReason),
        Hindrance = Printable.Text(report.Hindrance, MaxReason),
        At = at,
    };

    private static string Name(string field, string text, int least) =>
        text.Length >= least && text.Length <= MaxName && Printable.Text(text, MaxName + 1) == text
            ? text
            : throw new InvalidRequestException(
                $"replica.{field}", text, $"{least} to {MaxName} characters that can be printed");
}
