using System.Runtime.InteropServices;

namespace Kws.Tts.Engines.Espeak;

/// <summary>
/// The calls of <c>libespeak-ng</c> (speak_lib.h, API revision 12) that the worker makes. The library
/// keeps its state in globals: one thread of one process uses it at a time, and it is freed with the process.
/// </summary>
internal static unsafe partial class EspeakLibrary
{
    /// <summary>The file name by which the loader finds the library.</summary>
    public const string FileName = "libespeak-ng.so.1";

    public const int SynchronousOutput = 2;
    public const int DoNotExitOnError = 0x8000;
    public const uint TextIsUtf8 = 0x1;
    public const uint TextIsSsml = 0x10;
    public const uint PauseAtEnd = 0x1000;

    /// <summary>Kinds of <see cref="Event"/>.</summary>
    public const int EventListEnd = 0;
    public const int EventWord = 1;
    public const int EventMark = 3;

    /// <summary>What <see cref="SetParameter"/> sets.</summary>
    public enum Parameter
    {
        Rate = 1,
        Volume = 2,
        Pitch = 3,
        Range = 4,
        Punctuation = 5,
        Capitals = 6,
        WordGap = 7,
    }

    /// <summary><c>espeak_EVENT</c>. Positions in the text count characters from 1, in audio milliseconds.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Event
    {
        public int Type;
        public uint UniqueIdentifier;
        public int TextPosition;
        public int Length;
        public int AudioPositionMs;
        public int Sample;
        public nint UserData;
        public long Id;
    }

    /// <summary><c>espeak_VOICE</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Voice
    {
        public byte* Name;
        public byte* Languages;
        public byte* Identifier;
        public byte Gender;
        public byte Age;
        public byte Variant;
        public byte Unused;
        public int Score;
        public nint Spare;
    }

    /// <summary>Sample rate in hertz, or -1.</summary>
    [LibraryImport(FileName, EntryPoint = "espeak_Initialize", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Initialize(int output, int bufferMs, string? dataPath, int options);

    /// <summary>The callback gets samples, their count and an event list; a result of 1 stops the synthesis.</summary>
    [LibraryImport(FileName, EntryPoint = "espeak_SetSynthCallback")]
    public static partial void SetSynthCallback(delegate* unmanaged<short*, int, Event*, int> callback);

    /// <summary>The callback gets a kind, an address and its base; a result of 1 plays nothing. Without one the library
    /// itself opens the files that markup names.</summary>
    [LibraryImport(FileName, EntryPoint = "espeak_SetUriCallback")]
    public static partial void SetUriCallback(delegate* unmanaged<int, byte*, byte*, int> callback);

    /// <summary>Returns 0 when all was spoken. <paramref name="byteCount"/> includes the closing zero.</summary>
    [LibraryImport(FileName, EntryPoint = "espeak_Synth")]
    public static partial int Synth(
        byte* text,
        nuint byteCount,
        uint position,
        int positionType,
        uint endPosition,
        uint flags,
        uint* identifier,
        nint userData);

    [LibraryImport(FileName, EntryPoint = "espeak_SetParameter")]
    public static partial int SetParameter(Parameter parameter, int value, int relative);

    [LibraryImport(FileName, EntryPoint = "espeak_SetVoiceByName", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetVoiceByName(string name);

    /// <summary>A list that ends with a null pointer and belongs to the library.</summary>
    [LibraryImport(FileName, EntryPoint = "espeak_ListVoices")]
    public static partial Voice** ListVoices(Voice* specification);
}
