using Kws.Cli.CommandLine;

namespace Kws.Cli.Signs;

/// <summary>Photos of one signer's letters.</summary>
/// <param name="Name">Of the signer: the folder's.</param>
/// <param name="Pictures">By letter.</param>
internal sealed record SignerPhotos(string Name, LetterPictures Pictures)
{
    /// <summary>The signer whose folder it is, or those whose folders are in it.</summary>
    /// <exception cref="BadInputException">There is no such folder, or neither it nor one in it has
    /// letters.</exception>
    public static IReadOnlyList<SignerPhotos> Find(string folder)
    {
        if (!Directory.Exists(folder))
            throw new BadInputException("FOLDER", folder, "it must be an existing folder");
        SignerPhotos[] signers = [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
            .Prepend(Path.GetFullPath(folder))
            .Select(path => (path, pictures: LetterPictures.FindIn(path)))
            .Where(found => found.pictures is not null)
            .Select(found => new SignerPhotos(
                Path.GetFileName(Path.TrimEndingDirectorySeparator(found.path)), found.pictures!))];
        return signers.Length > 0
            ? signers
            : throw new BadInputException("FOLDER", folder,
                "it, or a folder in it, must hold folders named A to Y with pictures in them");
    }
}
