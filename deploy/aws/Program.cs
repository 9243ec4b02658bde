using Amazon.CDK;
using Kws.Aws;
using Kws.Deploy;

// Run by the CDK's command line (cdk.json); see README.md.
try
{
    var app = new App();
    var settings = AwsSettings.Read(key => app.Node.TryGetContext(key)?.ToString());
    KwsStacks.Add(app, MeshModel.Read(settings.Manifest), settings);
    app.Synth();
    return 0;
}
catch (InvalidDataException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 2;
}
