namespace Kws.Audio;

/// <summary>How one sample is stored; several bytes are little-endian.</summary>
public enum PcmEncoding
{
    /// <summary>Unsigned 8 bit, silence is 128.</summary>
    U8 = 1,

    S16Le = 2,

    /// <summary>Signed 24 bit in three bytes.</summary>
    S24Le = 3,

    S32Le = 4,

    /// <summary>IEEE 754 single, full scale 1.0.</summary>
    F32Le = 5,

    /// <summary>IEEE 754 double, full scale 1.0.</summary>
    F64Le = 6,

    /// <summary>ITU-T G.711 mu-law, one byte.</summary>
    MuLaw = 7,

    /// <summary>ITU-T G.711 A-law, one byte.</summary>
    ALaw = 8,
}
