using Kws.Contracts.Events;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>A request of the bus as the message of <c>SubmitJob</c>. What a sender left out is empty.</summary>
internal static class RequestedJob
{
    /// <exception cref="InvalidRequestException">A task that is none.</exception>
    public static SubmitJobRequest Of(TrainingRequested told)
    {
        var request = new SubmitJobRequest
        {
            RequestId = IdOf(told),
            Task = TaskOf(told.Task),
            DataSet = told.DataSet ?? "",
            DataSetVersion = told.DataSetVersion,
            Recipe = told.Recipe ?? "",
            Executor = told.Executor ?? "",
            ModelName = told.ModelName ?? "",
            Extends = told.Extends ?? "",
            MaxAttempts = told.MaxAttempts,
        };
        foreach (var (key, value) in told.Hyperparameters ?? new Dictionary<string, string>())
            request.Hyperparameters[key] = value ?? "";
        return request;
    }

    /// <summary>By which a copy of the request is known.</summary>
    public static string IdOf(TrainingRequested told) =>
        string.IsNullOrEmpty(told.RequestId) ? told.EventId : told.RequestId;

    private static TrainingTask TaskOf(string? task) =>
        task == ModelTask.KeywordSpotting.ToName() ? TrainingTask.KeywordSpotting
        : task == ModelTask.SignLetters.ToName() ? TrainingTask.SignLetters
        : throw new InvalidRequestException(
            "task", task, $"{ModelTask.KeywordSpotting.ToName()} or {ModelTask.SignLetters.ToName()}");
}
