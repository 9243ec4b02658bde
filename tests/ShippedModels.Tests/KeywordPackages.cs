using Kws.Models;

namespace Kws.ShippedModels.Tests;

/// <summary>The keyword packages that the repository ships.</summary>
internal static class KeywordPackages
{
    public const string EightBitSuffix = "-int8";

    private static readonly ModelFolder Folder = new(Repository.PathOf("models"));

    /// <summary>Theory data: the name of every shipped keyword model.</summary>
    public static TheoryData<string> Names => [.. All];

    /// <summary>The name of every shipped keyword model.</summary>
    public static IEnumerable<string> All => Folder.Names(ModelTask.KeywordSpotting);

    /// <summary>Theory data: those with eight-bit weights.</summary>
    public static TheoryData<string> EightBit =>
        [.. Folder.Names(ModelTask.KeywordSpotting)
            .Where(name => name.EndsWith(EightBitSuffix, StringComparison.Ordinal))];

    /// <summary>The folder of the newest version.</summary>
    public static string FolderOf(string name) => Folder.Find(ModelTask.KeywordSpotting, name);

    public static KeywordModel Load(string name) => KeywordModel.Load(FolderOf(name));
}
