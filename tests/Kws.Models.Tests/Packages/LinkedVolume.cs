namespace Kws.Models.Tests.Packages;

/// <summary>A folder as Kubernetes mounts a ConfigMap: <c>file -> ..data/file</c>, <c>..data -> ..DATE</c>.</summary>
internal static class LinkedVolume
{
    /// <summary>Makes one of a folder with plain files.</summary>
    public static void Make(string folder, string dated)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, dated)).FullName;
        foreach (var file in Directory.GetFiles(folder))
        {
            File.Move(file, Path.Combine(data, Path.GetFileName(file)));
            File.CreateSymbolicLink(file, Path.Combine("..data", Path.GetFileName(file)));
        }
        Directory.CreateSymbolicLink(Path.Combine(folder, "..data"), dated);
    }

    /// <summary>Puts another dated folder with the same files in place, as an update does.</summary>
    public static void Exchange(string folder, string dated, string newlyDated)
    {
        Directory.Move(Path.Combine(folder, dated), Path.Combine(folder, newlyDated));
        File.Delete(Path.Combine(folder, "..data"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "..data"), newlyDated);
    }
}
