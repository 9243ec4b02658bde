namespace Kws.Models;

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
