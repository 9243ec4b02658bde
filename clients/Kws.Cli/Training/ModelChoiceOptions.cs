using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>The option that says which task is meant: keywords unless another is.</summary>
internal sealed class TaskOption
{
    private const string Keywords = "keyword-spotting";
    private const string Signs = "sign-letters";

    /// <param name="description">For the help.</param>
    /// <param name="isRequired">Whether one is always meant; otherwise none may be.</param>
    public TaskOption(string description, bool isRequired = true)
    {
        Option = new Option<string>("--task")
        {
            Description = description,
            DefaultValueFactory = _ => isRequired ? Keywords : "",
            HelpName = $"{Keywords}|{Signs}",
        };
        Option.AcceptOnlyFromAmong(isRequired ? [Keywords, Signs] : ["", Keywords, Signs]);
    }

    public Option<string> Option { get; }

    public TrainingTask Of(ParseResult parsed) => parsed.GetValue(Option) switch
    {
        Keywords => TrainingTask.KeywordSpotting,
        Signs => TrainingTask.SignLetters,
        _ => TrainingTask.Unspecified,
    };
}

/// <summary>An argument that names a version of a model, as <c>name/version</c>.</summary>
internal sealed class ModelArgument(string name, string description)
{
    public Argument<string> Argument { get; } = new(name) { Description = $"{description}, as NAME/VERSION" };

    /// <exception cref="BadInputException">It is no name and version.</exception>
    public (string Name, string Version) Of(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(Argument);
        return text.Split('/') is [{ Length: > 0 } model, { Length: > 0 } version]
            ? (model, version)
            : throw new BadInputException(Argument.Name, text, "it must be NAME/VERSION, such as small/1.3.0");
    }

    /// <inheritdoc cref="Of"/>
    public string TextOf(ParseResult parsed)
    {
        var (model, version) = Of(parsed);
        return $"{model}/{version}";
    }
}
