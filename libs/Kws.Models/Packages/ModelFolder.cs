namespace Kws.Models;

/// <summary>A folder of packages, <c>&lt;task&gt;/&lt;name&gt;/&lt;version&gt;</c>.</summary>
public sealed class ModelFolder
{
    private const string DefaultName = "models";

    /// <param name="root">The folder; null or empty: the nearest <c>models</c> folder from the program upward.</param>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public ModelFolder(string? root)
    {
        Root = string.IsNullOrEmpty(root) ? FindUpward() : Path.GetFullPath(root);
        if (!Directory.Exists(Root))
            throw new DirectoryNotFoundException($"Models:Root is '{Root}'; expected a folder of model packages");
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The folder of a package.</summary>
    /// <param name="task">What the model is for.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version; null or empty: the highest there is.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such package; the message lists what there
    /// is.</exception>
    /// <exception cref="ArgumentException">The name or version would lead out of the folder.</exception>
    public string Find(ModelTask task, string name, string? version = null)
    {
        RequirePlain(name, nameof(name));
        var folder = Path.Combine(Root, task.ToName(), name);
        if (!string.IsNullOrEmpty(version))
            RequirePlain(version, nameof(version));
        else
            version = Versions(task, name).LastOrDefault();
        if (version is null || !Directory.Exists(Path.Combine(folder, version)))
            throw new DirectoryNotFoundException(
                $"no {task.ToName()} model '{name}' {version} in '{Root}'; there are: " +
                $"{string.Join(", ", Names(task))}");
        return Path.Combine(folder, version);
    }

    /// <summary>The names of a task's models, sorted.</summary>
    public IReadOnlyList<string> Names(ModelTask task) => Children(Path.Combine(Root, task.ToName()));

    /// <summary>The versions of a model, lowest first.</summary>
    public IReadOnlyList<string> Versions(ModelTask task, string name) =>
        [.. Children(Path.Combine(Root, task.ToName(), name))
            .Select(text => (Text: text, Number: Version.TryParse(text, out var number) ? number : null))
            .Where(version => version.Number is not null)
            .OrderBy(version => version.Number)
            .Select(version => version.Text)];

    private static IReadOnlyList<string> Children(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder).Select(Path.GetFileName).OfType<string>()
                .Order(StringComparer.Ordinal)]
            : [];

    private static void RequirePlain(string part, string parameter)
    {
        if (part.Length == 0 || part.Trim('.').Length == 0 || part.AsSpan().IndexOfAny("/\\\0") >= 0)
            throw new ArgumentException($"{parameter} is '{part}'; expected one plain folder name", parameter);
    }

    private static string FindUpward()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, DefaultName);
            // A source folder may bear the name too: packages lie below their task's.
            if (ModelTaskNames.All.Any(task => Directory.Exists(Path.Combine(candidate, task))))
                return candidate;
        }
        throw new DirectoryNotFoundException(
            $"no folder '{DefaultName}' above '{AppContext.BaseDirectory}'; set Models:Root");
    }
}
