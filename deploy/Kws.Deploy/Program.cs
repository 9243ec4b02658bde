using Kws.Deploy;

// Used by deploy/*/generate.sh; the manifest is what the AppHost writes.
switch (args)
{
    case ["services", var manifest]:
        foreach (var service in MeshModel.Read(manifest).Services)
            Console.WriteLine(
                $"{service.Name} {string.Join(' ', service.Ports.Select(port => $"{port.Name}={port.Number}"))}");
        return 0;
    case ["compose", var manifest, var version]:
        Console.Write(ComposeFile.Of(MeshModel.Read(manifest), version));
        return 0;
    default:
        Console.Error.WriteLine("Usage: kws-deploy services MANIFEST | compose MANIFEST VERSION");
        return 2;
}
