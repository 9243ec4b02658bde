using System.Text.Json;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Executors.Local;
using Kws.TrainingOrchestrator.Executors.SageMaker;

namespace Kws.TrainingOrchestrator.Jobs;

/// <summary>The recipes that come with the trainer: <c>recipes/&lt;task&gt;/&lt;name&gt;.json</c>; and SageMaker's own
/// algorithm.</summary>
internal sealed class Recipes(TrainerFolder trainer)
{
    /// <exception cref="NotFoundException">There is none of this name; those that are there are told.</exception>
    public Recipe Find(ModelTask task, string name)
    {
        if (task == ModelTask.SignLetters && name == ImageClassification.RecipeName)
            return new Recipe(name, "", name);
        var folder = Path.Combine(trainer.Path ?? "", "recipes", task.ToName());
        var file = Path.Combine(folder, $"{name}.json");
        if (!File.Exists(file))
            throw new NotFoundException("recipe", $"{name} ({task.ToName()} has: {string.Join(", ", Names(folder))})");
        using var recipe = JsonDocument.Parse(File.ReadAllBytes(file));
        return new Recipe(
            name, file, recipe.RootElement.GetProperty("name").GetString()!, AddsWords(recipe.RootElement));
    }

    private static bool AddsWords(JsonElement recipe) =>
        recipe.TryGetProperty("architecture", out var architecture)
        && architecture.TryGetProperty("kind", out var kind) && kind.GetString() == "extended";

    private static IEnumerable<string> Names(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()
        : ["none"];
}

/// <summary>How a model is trained.</summary>
/// <param name="Name">By which it is asked for.</param>
/// <param name="File">Where it is; empty: it is the executor's own.</param>
/// <param name="ModelName">Of the model that it makes, unless the job says otherwise.</param>
/// <param name="AddsWords">Whether it adds words to a model that is there; else it trains all of a model.</param>
internal sealed record Recipe(string Name, string File, string ModelName, bool AddsWords = false);
