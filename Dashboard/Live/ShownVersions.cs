using System.Globalization;

namespace Kws.Dashboard.Live;

/// <summary>
/// The topics' versions at the begin of a request: what a page shows is at least as new. An open page compares
/// them with what its stream tells, and so learns of changes from before the stream was open.
/// </summary>
internal sealed class ShownVersions(ChangeFeed changes)
{
    private readonly long[] _versions = [.. Enum.GetValues<Topic>().Select(changes.Version)];

    public string Of(Topic topic) => _versions[(int)topic].ToString(CultureInfo.InvariantCulture);
}
