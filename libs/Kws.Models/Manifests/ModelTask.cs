namespace Kws.Models;

/// <summary>What a model is for.</summary>
public enum ModelTask
{
    /// <summary>"keyword-spotting": features in, posteriors of words out.</summary>
    KeywordSpotting = 1,

    /// <summary>"sign-letters": an image in, posteriors of hand-spelled letters out.</summary>
    SignLetters = 2,
}

/// <summary>The tasks' names in manifests and folders.</summary>
public static class ModelTaskNames
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = ["keyword-spotting", "sign-letters"];

    /// <summary>The name, such as <c>keyword-spotting</c>.</summary>
    public static string ToName(this ModelTask task) => All[(int)task - 1];

    /// <summary>The task of that name, or null.</summary>
    public static ModelTask? Parse(string? name)
    {
        for (var i = 0; i < All.Count; i++)
            if (All[i] == name)
                return (ModelTask)(i + 1);
        return null;
    }
}
