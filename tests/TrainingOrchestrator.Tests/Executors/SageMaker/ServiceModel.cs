using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Kws.TrainingOrchestrator.Tests.Executors.SageMaker;

/// <summary>AWS's own model of SageMaker, read by botocore, which validates requests by it.</summary>
internal static class ServiceModel
{
    private const string Python = "/usr/bin/python3";

    // botocore checks members, types and least values; the model's patterns, most values and enums are checked besides.
    private const string Program = """
        import json, re, sys
        import botocore.session
        from botocore.validate import ParamValidator

        def faults(value, shape, path):
            limits = shape.metadata
            if shape.type_name == "structure":
                for name, member in value.items():
                    yield from faults(member, shape.members[name], f"{path}.{name}")
            elif shape.type_name == "list":
                for index, member in enumerate(value):
                    yield from faults(member, shape.member, f"{path}[{index}]")
            elif shape.type_name == "map":
                for key, member in value.items():
                    yield from faults(key, shape.key, f"{path} key")
                    yield from faults(member, shape.value, f"{path}.{key}")
            elif shape.type_name == "string":
                # Letters, spaces and digits of any script, which Python writes otherwise.
                pattern = limits.get("pattern", ".*").replace(r"\p{L}\p{Z}\p{N}", r"\w\s")
                if not re.search(f"^(?:{pattern})$", value, re.DOTALL):
                    yield f"{path}: {value!r} is not {pattern}"
                if getattr(shape, "enum", None) and value not in shape.enum:
                    yield f"{path}: {value!r} is none of {shape.enum}"
            size = value if isinstance(value, (int, float)) else len(value)
            if "max" in limits and size > limits["max"]:
                yield f"{path}: {size} is more than {limits['max']}"

        model = botocore.session.Session().get_service_model("sagemaker")
        for line in sys.stdin:
            request = json.loads(line)
            shape = model.operation_model(request["operation"]).input_shape
            report = ParamValidator().validate(request["body"], shape)
            found = [report.generate_report()] if report.has_errors() else list(faults(request["body"], shape, ""))
            print(json.dumps(found), flush=True)
        """;

    /// <summary>Faults of requests by the model; an empty list for each that has none.</summary>
    public static async Task<IReadOnlyList<string[]>> FaultsOfAsync(
        IEnumerable<(string Operation, JsonElement Body)> requests)
    {
        Skip.IfNot(Directory.Exists("/usr/lib/python3/dist-packages/botocore/data/sagemaker"),
            "python3-botocore, which carries AWS's service model, is not installed");
        var start = new ProcessStartInfo(Python, ["-c", Program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        using var python = Process.Start(start)!;
        var (output, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        foreach (var (operation, body) in requests)
            await python.StandardInput.WriteLineAsync(
                JsonSerializer.Serialize(new { operation, body })).WithTimeout();
        python.StandardInput.Close();
        await python.WaitForExitAsync().WithTimeout();
        Assert.True(python.ExitCode == 0, await errors.WithTimeout());
        return [.. (await output.WithTimeout()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<string[]>(line)!)];
    }
}
