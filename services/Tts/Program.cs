using Kws.ServiceDefaults.Endpoints;
using Kws.Tts;
using Kws.Tts.Engines.Espeak;

if (HealthProbeProgram.IsAsked(args))
    return await HealthProbeProgram.RunAsync(args);
if (args.Contains(EspeakWorkerProgram.Argument))
    return EspeakWorkerProgram.Run();

await TtsApplication.Create(args).RunAsync();
return 0;
