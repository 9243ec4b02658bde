namespace Kws.Detection.Tests;

/// <summary>A second look that confirms a share of what it is asked, the same whenever it is asked again.</summary>
/// <param name="seed">Another seed confirms others.</param>
/// <param name="share">Of what is confirmed, 0 .. 1.</param>
/// <param name="deafUntil">Decisions before this one are answered by chance.</param>
internal sealed class RandomLook(int seed, float share, long deafUntil = 0) : ISecondLook
{
    /// <summary>With these a posterior says at which share it is confirmed.</summary>
    public static readonly Dictionary<string, float> Thresholds = new() { ["yes"] = 0.5f, ["no"] = 0.5f };

    public float PosteriorOf(long decision, int label)
    {
        var hash = unchecked((uint)(decision * 31 + label) * 0x9E3779B9u ^ (uint)seed * 0x85EBCA6Bu);
        if (decision < deafUntil)
            hash = ~hash;
        return new Random(unchecked((int)hash)).NextSingle() < share ? 0.9f : 0.1f;
    }
}
