namespace Kws.TestSupport;

/// <summary>What breaks a rule.</summary>
public static class Offenders
{
    /// <summary>Fails, naming each offender, unless there is none.</summary>
    public static void MustBeNone(IEnumerable<string> offenders, string rule)
    {
        string[] all = [.. offenders];
        Assert.True(all.Length == 0, $"{rule}: {string.Join("; ", all)}");
    }
}
