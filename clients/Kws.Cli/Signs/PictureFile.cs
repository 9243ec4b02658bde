using Kws.Cli.CommandLine;

namespace Kws.Cli.Signs;

/// <summary>A picture to read.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">How results name it: below the folder given, or the file's own name.</param>
internal sealed record PictureFile(string Path, string Name)
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png"];

    /// <summary>The files, and the pictures below the folders, in the order of their names, numbers as numbers.</summary>
    /// <exception cref="BadInputException">A path does not exist, or there is no picture in a folder.</exception>
    public static IReadOnlyList<PictureFile> Find(IEnumerable<string> paths) => [.. paths.SelectMany(FindOne)];

    private static IEnumerable<PictureFile> FindOne(string path)
    {
        if (File.Exists(path))
            return [new PictureFile(path, System.IO.Path.GetFileName(path))];
        if (!Directory.Exists(path))
            throw new BadInputException("image", path, "it must be an existing file or folder");
        PictureFile[] pictures = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(file => Endings.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Select(file => new PictureFile(file, System.IO.Path.GetRelativePath(path, file).Replace('\\', '/')))
            .OrderBy(picture => picture.Name, NumberedNameComparer.Instance)];
        return pictures.Length > 0 ? pictures : throw new BadInputException("folder", path, "it must hold JPEG or PNG files");
    }
}
