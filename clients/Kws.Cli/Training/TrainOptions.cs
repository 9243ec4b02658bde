using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>What <c>kws train</c> is asked for.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string> _recipe;
    private readonly Option<string?> _model = new("--name")
    {
        Description = "Name of the model; else the recipe's",
        HelpName = "NAME",
    };

    private readonly Option<string?> _extends = new("--extends")
    {
        Description = "Start from a model of the registry or one that ships; labels that it lacks are added to it",
        HelpName = "NAME/VERSION",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "A hyperparameter over the recipe's, such as epochs=20; may be given again",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _executor = new("--executor")
    {
        Description = "local or sagemaker; else the server's choice",
        HelpName = "WHERE",
    };

    private readonly Option<int> _attempts = BoundedOption.Create(
        "--attempts", "Times that a job is tried which fails for a reason that may pass", 3, 1, 10);

    private readonly Option<bool> _detach = new("--detach") { Description = "Submit the job and do not wait for it" };

    private readonly Option<string?> _curves = new("--curves")
    {
        Description = "Draw loss and accuracy by epoch into a PNG file once the job has ended",
        HelpName = "FILE",
    };

    public TrainOptions(string recipe)
    {
        _recipe = new Option<string>("--recipe")
        {
            Description = "How it is trained: a recipe that the server has",
            HelpName = "NAME",
            DefaultValueFactory = _ => recipe,
        };
    }

    public TrainData Data { get; } = new();

    /// <param name="command">Gets the options.</param>
    /// <param name="isSpoken">Whether words can be spoken for it.</param>
    public void AddTo(Command command, bool isSpoken)
    {
        foreach (var option in (Option[])[_recipe, _model, _extends, _set, _executor, _attempts, _detach, _curves])
            command.Add(option);
        Data.AddTo(command, isSpoken);
    }

    public bool IsDetached(ParseResult parsed) => parsed.GetValue(_detach);

    // A model that is extended: the server knows whether words are added to it.
    private string RecipeOf(ParseResult parsed) =>
        parsed.GetValue(_extends) is not null && parsed.GetResult(_recipe) is (null or { Implicit: true })
            ? ""
            : parsed.GetRequiredValue(_recipe);

    /// <summary>Where the learning curves are drawn; null: nowhere.</summary>
    /// <exception cref="BadInputException">The job's end is not waited for.</exception>
    public string? Curves(ParseResult parsed) => parsed.GetValue(_curves) is { } file && IsDetached(parsed)
        ? throw new BadInputException("--curves", file, "not with --detach: kws jobs curves draws them later")
        : parsed.GetValue(_curves);

    /// <exception cref="BadInputException">A value that is none.</exception>
    public SubmitJobRequest Read(ParseResult parsed, TrainingTask task)
    {
        var request = new SubmitJobRequest
        {
            RequestId = Guid.NewGuid().ToString("N"),
            Task = task,
            Recipe = RecipeOf(parsed),
            ModelName = parsed.GetValue(_model) ?? "",
            Extends = parsed.GetValue(_extends) ?? "",
            Executor = parsed.GetValue(_executor) ?? "",
            MaxAttempts = parsed.GetValue(_attempts),
        };
        Data.Name(parsed, request);
        foreach (var setting in parsed.GetValue(_set)!)
        {
            var parts = setting.Split('=', 2);
            if (parts.Length != 2 || parts[0].Length == 0)
                throw new BadInputException("--set", setting, "it must be KEY=VALUE");
            request.Hyperparameters[parts[0]] = parts[1];
        }

        return request;
    }
}
