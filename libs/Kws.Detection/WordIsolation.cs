namespace Kws.Detection;

/// <summary>Whether a word is told that does not stand by itself: what a second look is asked for.</summary>
public enum WordIsolation
{
    /// <summary>Told where the second look confirms it.</summary>
    Required,

    /// <summary>Told also where the first network is as sure as it has to be alone.</summary>
    Preferred,

    /// <summary>Told where the first network alone says so.</summary>
    Off,
}
