using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kws.TestSupport.Aws;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kws.TrainingOrchestrator.Tests.Executors.SageMaker;

/// <summary>SageMaker's training jobs over its JSON 1.1 protocol on a loopback port. Refuses what is not signed right,
/// of another service or region, or not of the protocol's form; a job is what the test says.</summary>
internal sealed class FakeSageMaker : IAsyncDisposable
{
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string Region = "eu-west-1";
    public const string ContentType = "application/x-amz-json-1.1";

    private readonly SignatureV4Verifier _signatures = new(AccessKey, SecretKey, Region, "sagemaker");
    private readonly ConcurrentDictionary<string, JsonObject> _jobs = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(int Status, string Code, string Message)>> _faults =
        [];
    private KestrelHost? _host;

    public string Address => _host!.Address;

    /// <summary>Operation and body of every request that was signed right, in order.</summary>
    public ConcurrentQueue<(string Operation, JsonElement Body)> Requests { get; } = [];

    /// <summary>What was wrong with requests: the protocol, the signature.</summary>
    public ConcurrentQueue<string> Refused { get; } = [];

    /// <summary>Awaited once a job is there, before that is answered.</summary>
    public Func<string, Task>? OnCreated { get; set; }

    /// <summary>A job that is asked to stop has stopped; else it is stopping until the test says more.</summary>
    public bool StopsAtOnce { get; set; } = true;

    public static async Task<FakeSageMaker> StartAsync()
    {
        var server = new FakeSageMaker();
        server._host = await KestrelHost.StartAsync(_ => { }, app => app.Run(server.AnswerAsync));
        return server;
    }

    public IEnumerable<string> Names => _jobs.Keys.Order(StringComparer.Ordinal);

    /// <summary>The bodies of an operation's requests.</summary>
    public IReadOnlyList<JsonElement> BodiesOf(string operation) =>
        [.. Requests.Where(request => request.Operation == operation).Select(request => request.Body)];

    /// <summary>The next <paramref name="times"/> requests of an operation are answered so.</summary>
    public void Fail(string operation, int status, string code, string message = "as asked for", int times = 1)
    {
        var faults = _faults.GetOrAdd(operation, _ => []);
        for (var i = 0; i < times; i++)
            faults.Enqueue((status, code, message));
    }

    /// <summary>No more faults.</summary>
    public void Heal(string operation) => _faults.TryRemove(operation, out _);

    /// <summary>Puts a job into a state.</summary>
    public void Set(string name, string status, string secondary, string? failure = null, string message = "")
    {
        var job = _jobs[name];
        lock (job)
        {
            job["TrainingJobStatus"] = status;
            job["SecondaryStatus"] = secondary;
            if (failure is not null)
                job["FailureReason"] = failure;
            ((JsonArray)job["SecondaryStatusTransitions"]!).Add((JsonNode)new JsonObject
            {
                ["Status"] = secondary,
                ["StartTime"] = 1_767_323_045.25,
                ["StatusMessage"] = message,
            });
        }
    }

    /// <summary>The last figures of a job.</summary>
    public void Measure(string name, params (string Name, double Value)[] figures)
    {
        var job = _jobs[name];
        lock (job)
            job["FinalMetricDataList"] = new JsonArray([.. figures.Select(figure => (JsonNode)new JsonObject
            {
                ["MetricName"] = figure.Name,
                ["Value"] = figure.Value,
                ["Timestamp"] = 1_767_323_045,
            })]);
    }

    /// <summary>Completes a job.</summary>
    /// <returns>Address of the model, as SageMaker makes it.</returns>
    public string Complete(string name)
    {
        var job = _jobs[name];
        string address;
        lock (job)
        {
            address = $"{job["OutputDataConfig"]!["S3OutputPath"]}/{name}/output/model.tar.gz";
            job["ModelArtifacts"] = new JsonObject { ["S3ModelArtifacts"] = address };
        }

        Set(name, "Completed", "Completed", message: "Training job completed");
        return address;
    }

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (await FaultOfAsync(http.Request) is { } fault)
        {
            Refused.Enqueue(fault);
            await FailAsync(http, 400, "InvalidSignatureException", fault);
            return;
        }

        var operation = http.Request.Headers["X-Amz-Target"].ToString().Split('.')[1];
        var body = (await JsonDocument.ParseAsync(http.Request.Body)).RootElement.Clone();
        Requests.Enqueue((operation, body));
        if (_faults.TryGetValue(operation, out var faults) && faults.TryDequeue(out var answer))
            await FailAsync(http, answer.Status, answer.Code, answer.Message);
        else
            await AnswerAsync(http, operation, body);
    }

    private async Task<string?> FaultOfAsync(HttpRequest request)
    {
        if ((request.Method, request.Path.Value, request.QueryString.Value) != ("POST", "/", ""))
            return $"{request.Method} {request.Path}{request.QueryString} instead of POST /";
        if (request.ContentType != ContentType)
            return $"content type '{request.ContentType}'";
        var target = request.Headers["X-Amz-Target"].ToString();
        if (target is not ("SageMaker.CreateTrainingJob" or "SageMaker.DescribeTrainingJob"
            or "SageMaker.StopTrainingJob"))
            return $"target '{target}'";
        return await _signatures.FaultOfAsync(request);
    }

    private Task AnswerAsync(HttpContext http, string operation, JsonElement body)
    {
        var name = body.GetProperty("TrainingJobName").GetString()!;
        if (operation == "CreateTrainingJob")
            return CreateAsync(http, name, body);
        if (!_jobs.TryGetValue(name, out var job))
            return FailAsync(http, 400, "ValidationException", "Requested resource not found.");
        return operation == "StopTrainingJob" ? StopAsync(http, name, job) : DescribeAsync(http, job);
    }

    private async Task CreateAsync(HttpContext http, string name, JsonElement body)
    {
        var job = JsonNode.Parse(body.GetRawText())!.AsObject();
        job["TrainingJobArn"] = $"arn:aws:sagemaker:{Region}:123456789012:training-job/{name}";
        job["CreationTime"] = 1_767_323_045.25;
        job["SecondaryStatusTransitions"] = new JsonArray();
        if (!_jobs.TryAdd(name, job))
        {
            await FailAsync(http, 400, "com.amazonaws.sagemaker#ResourceInUse",
                "Training job names must be unique within an AWS account and region");
            return;
        }

        Set(name, "InProgress", "Starting", message: "Launching requested ML instances");
        if (OnCreated is { } created)
            await created(name);
        await WriteAsync(http, new JsonObject { ["TrainingJobArn"] = job["TrainingJobArn"]!.DeepClone() });
    }

    private Task StopAsync(HttpContext http, string name, JsonObject job)
    {
        if (job["TrainingJobStatus"]!.ToString() is not ("InProgress" or "Stopping"))
            return FailAsync(http, 400, "ValidationException",
                $"The request was rejected because the training job is in status {job["TrainingJobStatus"]}.");
        Set(name, "Stopping", "Stopping");
        if (StopsAtOnce)
            Set(name, "Stopped", "Stopped");
        http.Response.ContentType = ContentType;
        return Task.CompletedTask;
    }

    private static Task DescribeAsync(HttpContext http, JsonObject job)
    {
        lock (job)
            return WriteAsync(http, job.DeepClone().AsObject());
    }

    private static Task WriteAsync(HttpContext http, JsonObject answer)
    {
        http.Response.ContentType = ContentType;
        return http.Response.WriteAsync(answer.ToJsonString());
    }

    private static Task FailAsync(HttpContext http, int status, string code, string message)
    {
        http.Response.StatusCode = status;
        http.Response.Headers["x-amzn-RequestId"] = "00000000-0000-0000-0000-000000000001";
        return WriteAsync(http, new JsonObject { ["__type"] = code, ["message"] = message });
    }
}
