using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Tasks as messages name them.</summary>
internal static class TaskMessages
{
    /// <exception cref="InvalidRequestException">It is none.</exception>
    public static ModelTask ToModelTask(this TrainingTask task, string field) => task switch
    {
        TrainingTask.KeywordSpotting => ModelTask.KeywordSpotting,
        TrainingTask.SignLetters => ModelTask.SignLetters,
        _ => throw new InvalidRequestException(field, task,
            "TRAINING_TASK_KEYWORD_SPOTTING or TRAINING_TASK_SIGN_LETTERS"),
    };

    public static TrainingTask ToMessage(this ModelTask task) =>
        task == ModelTask.KeywordSpotting ? TrainingTask.KeywordSpotting : TrainingTask.SignLetters;
}
