using Kws.TestSupport.Aws;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kws.AppHost.Tests.Aws;

/// <summary>CloudFormation's <c>DescribeStacks</c> over HTTP as its API reference describes it: one stack, for those
/// who sign with the one key.</summary>
internal sealed class StrictCloudFormation : IAsyncDisposable
{
    public const string Stack = "kws-mesh";
    public const string Region = "eu-central-1";
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string Bucket = "kws-data-objects-1a2b3c";
    public const string TrainingRole = "arn:aws:iam::123456789012:role/kws-mesh-Training";
    public const string TrainerImage = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/trainer:1";
    private readonly SignatureV4Verifier _signatures = new(AccessKey, SecretKey, Region, "cloudformation");
    private KestrelHost? _host;

    public string Address => _host!.Address;

    public static async Task<StrictCloudFormation> StartAsync()
    {
        var server = new StrictCloudFormation();
        server._host = await KestrelHost.StartAsync(_ => { }, app => app.MapPost("/", server.AnswerAsync));
        return server;
    }

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    private async Task<IResult> AnswerAsync(HttpRequest request)
    {
        if (await _signatures.FaultOfAsync(request) is { } fault)
            return Error(StatusCodes.Status403Forbidden, "SignatureDoesNotMatch", fault);
        var form = await request.ReadFormAsync();
        if (form["Action"] != "DescribeStacks" || form["Version"] != "2010-05-15" || form.Count != 3)
            return Error(StatusCodes.Status400BadRequest, "InvalidAction", string.Join('&', form));
        return form["StackName"] == Stack
            ? Results.Text(Answer, "text/xml")
            : Error(StatusCodes.Status400BadRequest, "ValidationError",
                $"Stack with id {form["StackName"]} does not exist");
    }

    private static string Answer => $"""
        <DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
          <DescribeStacksResult>
            <Stacks>
              <member>
                <StackName>{Stack}</StackName>
                <StackId>arn:aws:cloudformation:{Region}:123456789012:stack/{Stack}/c3a1</StackId>
                <CreationTime>2026-11-29T05:30:00Z</CreationTime>
                <StackStatus>CREATE_COMPLETE</StackStatus>
                <Parameters>
                  <member><ParameterKey>BootstrapVersion</ParameterKey><ParameterValue>/cdk</ParameterValue></member>
                </Parameters>
                <Outputs>
                  {Output("Address", "https://kws.example.org")}
                  {Output("Bucket", Bucket)}
                  {Output("TrainingRole", TrainingRole)}
                  {Output("TrainerImage", TrainerImage)}
                </Outputs>
              </member>
            </Stacks>
          </DescribeStacksResult>
          <ResponseMetadata><RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId></ResponseMetadata>
        </DescribeStacksResponse>
        """;

    private static string Output(string name, string value) =>
        $"<member><OutputKey>{name}</OutputKey><OutputValue>{value}</OutputValue></member>";

    private static IResult Error(int status, string code, string message) => Results.Text($"""
        <ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
          <Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>
          <RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId>
        </ErrorResponse>
        """, "text/xml", statusCode: status);
}
