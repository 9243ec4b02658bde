using System.Runtime.InteropServices;
using System.Text;

namespace Kws.Tts.Engines.Espeak;

/// <summary>Voices and variants as the worker reports them.</summary>
/// <param name="Voices">One for each language and dialect.</param>
/// <param name="Variants">Names that follow a voice's id after <c>+</c>, such as <c>f3</c>.</param>
internal sealed record EspeakVoiceList(IReadOnlyList<EngineVoice> Voices, IReadOnlyList<string> Variants);

/// <summary>Reads the voice list of an initialised library.</summary>
internal static unsafe class EspeakVoices
{
    private const string VariantFolder = "!v/";

    // Variants without spaces and capitals are the plain f1.., m1.. set; the named rest are characters.
    private static bool IsGendered(string variant) => variant.Length == 2 && variant[0] is 'f' or 'm'
        && char.IsAsciiDigit(variant[1]);

    /// <summary>All voices of the library, each also with its first female variant.</summary>
    public static EspeakVoiceList Read()
    {
        List<string> variants = [.. ReadNative("variant")
            .Where(voice => voice.Identifier.StartsWith(VariantFolder, StringComparison.Ordinal))
            .Select(voice => voice.Identifier[VariantFolder.Length..])
            .Where(IsGendered)];
        List<EngineVoice> voices = [];
        foreach ((var name, _, var languages, var gender) in ReadNative(null))
        {
            if (languages.Count == 0)
                continue;
            var id = languages[0];
            if (voices.Any(voice => voice.Id == id))
                continue;
            voices.Add(new EngineVoice(id, name, languages, gender switch { 1 => "male", 2 => "female", _ => "" }));
            if (variants.Contains("f3"))
                voices.Add(new EngineVoice($"{id}+f3", $"{name} (female)", languages, "female"));
        }
        return new EspeakVoiceList(voices, variants);
    }

    /// <summary>The file of each voice, such as <c>gmw/en</c> of <c>en-gb</c>.</summary>
    public static IReadOnlyDictionary<string, string> Files()
    {
        Dictionary<string, string> files = new(StringComparer.OrdinalIgnoreCase);
        foreach (var voice in ReadNative(null).Where(voice => voice.Languages.Count > 0))
            files.TryAdd(voice.Languages[0], voice.Identifier);
        return files;
    }

    private static List<(string Name, string Identifier, List<string> Languages,
        byte Gender)> ReadNative(string? language)
    {
        fixed (byte* wanted = language is null ? null : Encoding.UTF8.GetBytes(language + '\0'))
        {
            var specification = new EspeakLibrary.Voice() { Languages = wanted };
            var list = EspeakLibrary.ListVoices(language is null ? null : &specification);
            List<(string, string, List<string>, byte)> voices = [];
            for (; *list is not null; list++)
            {
                var voice = *list;
                voices.Add((Text(voice->Name), Text(voice->Identifier), ReadLanguages(voice->Languages),
                    voice->Gender));
            }
            return voices;
        }
    }

    private static string Text(byte* zeroTerminated) => Marshal.PtrToStringUTF8((nint)zeroTerminated) ?? "";

    // A list of (priority byte, zero-terminated name), closed by a zero byte.
    private static List<string> ReadLanguages(byte* list)
    {
        List<(byte Priority, string Name)> languages = [];
        while (list is not null && *list != 0)
        {
            var priority = *list++;
            var name = Text(list);
            languages.Add((priority, name));
            list += Encoding.UTF8.GetByteCount(name) + 1;
        }
        return [.. languages.OrderBy(language => language.Priority).Select(language => language.Name)];
    }
}
