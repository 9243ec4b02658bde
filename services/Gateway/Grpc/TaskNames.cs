using Google.Protobuf.WellKnownTypes;
using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;

namespace Kws.Gateway.Grpc;

/// <summary>Tasks, states and times of the training orchestrator as texts.</summary>
internal static class TaskNames
{
    private const string KeywordSpotting = "keyword-spotting";
    private const string SignLetters = "sign-letters";

    /// <exception cref="InvalidRequestException">No such task.</exception>
    public static TrainingTask Read(string field, string text) => text switch
    {
        KeywordSpotting => TrainingTask.KeywordSpotting,
        SignLetters => TrainingTask.SignLetters,
        _ => throw new InvalidRequestException(field, text, $"{KeywordSpotting} or {SignLetters}"),
    };

    /// <summary>None of an empty text.</summary>
    /// <exception cref="InvalidRequestException">No such task.</exception>
    public static TrainingTask ReadOptional(string field, string text) =>
        text.Length == 0 ? TrainingTask.Unspecified : Read(field, text);

    public static string Of(TrainingTask task) => task == TrainingTask.SignLetters ? SignLetters : KeywordSpotting;

    /// <summary>An enum's member as a text: <c>RollingOut</c> is <c>rolling-out</c>.</summary>
    public static string Of<TState>(TState state) where TState : struct, System.Enum =>
        string.Concat(state.ToString().Select((letter, i) =>
            i > 0 && char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    public static DateTimeOffset? Time(Timestamp? time) => time?.ToDateTimeOffset();
}
