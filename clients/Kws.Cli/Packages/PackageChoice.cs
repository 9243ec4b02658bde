using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Models;

namespace Kws.Cli.Packages;

/// <summary>Finds a model package on this machine: by folder, or by name below a folder of models.</summary>
internal static class PackageChoice
{
    public const string Description = "A package's folder, or the name of a model below --models";

    public static Option<string?> Root() => new("--models")
    {
        Description = "Folder of model packages; else the nearest folder 'models' above the program",
        HelpName = "FOLDER",
    };

    /// <param name="root">The value of <see cref="Root"/>.</param>
    /// <param name="task">Whose models a name stands for; null: of any, keywords first.</param>
    /// <exception cref="BadInputException">There is no such package, or it is faulty.</exception>
    public static ModelPackage Load(string choice, string? root, ModelTask? task = null)
    {
        try
        {
            return ModelPackage.Load(Directory.Exists(choice) ? choice : Find(root, choice, task));
        }
        catch (Exception exception)
            when (exception is InvalidModelPackageException or DirectoryNotFoundException or ArgumentException)
        {
            throw new BadInputException(exception.Message, exception);
        }
    }

    private static string Find(string? root, string name, ModelTask? task)
    {
        var folder = new ModelFolder(root);
        var tasks = task is { } only ? [only] : Enum.GetValues<ModelTask>();
        var found = tasks.FirstOrDefault(one => folder.Versions(one, name).Count > 0, tasks[0]);
        return folder.Find(found, name);
    }
}
