using System.Text;
using System.Text.Json;

namespace Aspire.Hosting.Orchestration;

/// <summary>Reads projects' <c>Properties/launchSettings.json</c>.</summary>
internal static class LaunchProfiles
{
    private static readonly JsonSerializerOptions Json = new() { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The named profile, or the first of kind <c>Project</c>; null when there is none.</summary>
    public static LaunchProfile? Find(IProjectMetadata project, string? name)
    {
        LaunchSettings? settings = project.LaunchSettings ?? Read(project.ProjectPath);
        if (name is null)
            return settings?.Profiles.Values.FirstOrDefault(profile => profile.CommandName == "Project");
        return settings?.Profiles.GetValueOrDefault(name)
            ?? throw new DistributedApplicationException($"Launch profile '{name}' was not found in the launch settings of '{project.ProjectPath}'.");
    }

    /// <summary>The profile's addresses, one for each scheme.</summary>
    public static IEnumerable<Uri> Addresses(LaunchProfile profile) =>
        (profile.ApplicationUrl ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(url => new Uri(url.Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal)))
            .DistinctBy(uri => uri.Scheme);

    /// <summary>The arguments of a command line: separated by spaces, double quotes keep spaces.</summary>
    public static string[] SplitArguments(string? commandLine)
    {
        var arguments = new List<string>();
        var current = new StringBuilder();
        bool quoted = false, any = false;
        foreach (char c in commandLine ?? "")
        {
            if (c == '"')
            {
                quoted = !quoted;
                any = true;
            }
            else if (c == ' ' && !quoted)
            {
                if (any || current.Length > 0)
                    arguments.Add(current.ToString());
                current.Clear();
                any = false;
            }
            else
            {
                current.Append(c);
            }
        }

        if (any || current.Length > 0)
            arguments.Add(current.ToString());
        return [.. arguments];
    }

    private static LaunchSettings? Read(string projectPath)
    {
        string path = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<LaunchSettings>(File.ReadAllText(path), Json);
        }
        catch (JsonException e)
        {
            throw new DistributedApplicationException($"'{path}' is no valid launch settings file: {e.Message}", e);
        }
    }
}
