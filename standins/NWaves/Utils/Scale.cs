namespace NWaves.Utils;

/// <summary>Frequency scales. "Herz" is the original's spelling.</summary>
public static class Scale
{
    private const double MelFactor = 1127.01048;
    private const double MelCornerHertz = 700;

    public static double HerzToMel(double herz) => MelFactor * Math.Log(1 + herz / MelCornerHertz);

    public static double MelToHerz(double mel) => MelCornerHertz * (Math.Exp(mel / MelFactor) - 1);
}
