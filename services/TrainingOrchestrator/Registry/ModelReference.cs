namespace Kws.TrainingOrchestrator.Registry;

/// <summary>"name/version", as clients name a version of a model.</summary>
internal static class ModelReference
{
    public static bool TryParse(string text, out string name, out string version)
    {
        var parts = text.Split('/');
        (name, version) = parts.Length == 2 ? (parts[0], parts[1]) : ("", "");
        return Jobs.Names.IsName(name) && Jobs.Names.IsName(version);
    }
}
