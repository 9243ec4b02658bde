using Kws.Tts;
using Kws.Tts.Engines.Espeak;

if (args.Contains(EspeakWorkerProgram.Argument))
    return EspeakWorkerProgram.Run();

await TtsApplication.Create(args).RunAsync();
return 0;
