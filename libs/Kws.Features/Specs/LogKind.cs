namespace Kws.Features;

/// <summary>The logarithm taken of mel energies; lower-case names in JSON.</summary>
public enum LogKind
{
    Natural = 1,
    Decimal = 2,
}
