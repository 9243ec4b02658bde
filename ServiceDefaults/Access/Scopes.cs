namespace Kws.ServiceDefaults.Access;

/// <summary>What a caller may do, by the names that tokens and the protos' rules have.</summary>
public static class Scopes
{
    /// <summary>Keyword spotting: live streams and clips.</summary>
    public const string Listen = "listen";

    /// <summary>Reading signed letters.</summary>
    public const string Sign = "sign";

    /// <summary>Text to speech.</summary>
    public const string Speak = "speak";

    /// <summary>Data sets, training jobs, corrections.</summary>
    public const string Train = "train";

    /// <summary>Which model is in service.</summary>
    public const string Promote = "promote";

    /// <summary>Looking after the mesh, in the name of any device.</summary>
    public const string Operate = "operate";

    /// <summary>The services among each other. Only a token that they signed has it.</summary>
    public const string Mesh = "mesh";

    /// <summary>Those that people and devices are given: all but <see cref="Mesh"/>.</summary>
    public static IReadOnlyList<string> All { get; } = [Listen, Sign, Speak, Train, Promote, Operate];
}
