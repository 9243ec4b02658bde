namespace Kws.Cli.CommandLine;

/// <summary>A file that the command line names, itself or by its folder.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">How results name it: below the folder given, or the file's own name.</param>
internal sealed record InputFile(string Path, string Name)
{
    /// <summary>The files, and the files of the kind below the folders, in the kind's order.</summary>
    /// <exception cref="BadInputException">A path does not exist, or there is no file of the kind in a
    /// folder.</exception>
    public static IReadOnlyList<InputFile> Find(IEnumerable<string> paths, InputKind kind) =>
        [.. paths.SelectMany(path => FindOne(path, kind))];

    private static IReadOnlyList<InputFile> FindOne(string path, InputKind kind)
    {
        if (File.Exists(path))
            return [new InputFile(path, System.IO.Path.GetFileName(path))];
        if (!Directory.Exists(path))
            throw new BadInputException("file", path, "it must be an existing file or folder");
        InputFile[] files = [.. FolderFiles.Below(path)
            .Where(kind.Has)
            .Select(file => new InputFile(file, System.IO.Path.GetRelativePath(path, file).Replace('\\', '/')))
            .OrderBy(file => file.Name, kind.Order)];
        return files.Length > 0 ? files
            : throw new BadInputException("folder", path, $"it must hold {kind.Names} files");
    }
}

/// <summary>What of a folder counts, whatever the case of its ending.</summary>
/// <param name="Names">What users call such files.</param>
/// <param name="Order">Of the names below the folder.</param>
internal sealed record InputKind(string Names, IReadOnlyList<string> Endings, IComparer<string> Order)
{
    public static InputKind Clips { get; } = new(
        "WAV, FLAC or Opus", [".wav", ".flac", ".opus"], StringComparer.Ordinal);

    /// <summary>Pictures, which may be frames: numbers in their names count as numbers.</summary>
    public static InputKind Pictures { get; } = new(
        "JPEG or PNG", [".jpg", ".jpeg", ".jfif", ".jpe", ".png"], NumberedNameComparer.Instance);

    public bool Has(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
