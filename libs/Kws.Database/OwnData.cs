namespace Kws.Database;

/// <summary>Where a service keeps what nothing else was told for.</summary>
public static class OwnData
{
    /// <summary>A file or folder in <c>kws-aspire</c> of the folder that the account has for data of
    /// programs.</summary>
    public static string PathOf(string name) => Path.Combine(
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
        "kws-aspire", name);
}
