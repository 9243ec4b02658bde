namespace Kws.Models;

/// <summary>A package whose manifest and files were verified. The model itself is proven when it is opened.</summary>
public sealed class ModelPackage
{
    private ModelPackage(string folder, ModelManifest manifest, byte[] model, byte[] verifier, byte[] clips)
    {
        Folder = folder;
        Manifest = manifest;
        Model = model;
        Verifier = verifier;
        Clips = clips;
    }

    /// <summary>Where it was read from.</summary>
    public string Folder { get; }

    /// <summary>What it says of itself.</summary>
    public ModelManifest Manifest { get; }

    // The very bytes that were hashed: a file that changes after the check cannot slip in.
    internal byte[] Model { get; }

    // Empty without one.
    internal byte[] Verifier { get; }

    // Empty without one.
    internal byte[] Clips { get; }

    /// <summary>Reads <c>manifest.json</c> and every file that it lists, and checks all of it.</summary>
    /// <param name="folder">The package's folder, <c>models/&lt;task&gt;/&lt;name&gt;/&lt;version&gt;</c>.</param>
    /// <exception cref="InvalidModelPackageException">Anything is missing, malformed, inconsistent or not what its
    /// hash says; the message names field, value and what was expected.</exception>
    public static ModelPackage Load(string folder)
    {
        var json = PackageFiles.Read(folder, "manifest.json", ManifestReader.MaxBytes);
        var manifest = ManifestReader.Read(folder, json);
        byte[] model = [], verifier = [], clips = [];
        foreach (var file in manifest.Files)
        {
            var content = PackageFiles.ReadVerified(folder, file);
            if (file.Path == PackageFileRules.ModelFile)
                model = content;
            if (file.Path == manifest.Verifier?.File)
                verifier = content;
            if (file.Path == manifest.Clips?.File)
                clips = content;
        }
        return new ModelPackage(folder, manifest, model, verifier, clips);
    }
}

internal static class PackageTask
{
    /// <exception cref="InvalidModelPackageException">The package is for another task.</exception>
    public static void Require(ModelPackage package, ModelTask task)
    {
        if (package.Manifest.Task != task)
            throw new InvalidModelPackageException(package.Folder,
                [$"task is '{package.Manifest.Task.ToName()}'; expected '{task.ToName()}'"]);
    }
}
