using Kws.Gateway;
using Kws.ServiceDefaults.Endpoints;

if (HealthProbeProgram.IsAsked(args))
    return await HealthProbeProgram.RunAsync(args);

await GatewayApplication.Create(args).RunAsync();
return 0;
