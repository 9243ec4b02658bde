using Kws.TrainingOrchestrator.Registry;

namespace Kws.TrainingOrchestrator.Tests.Registry;

/// <summary>What two manifests differ in.</summary>
public class ManifestDifferencesTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", "")]
    [InlineData("""{"a":1}""", """{"a":2}""", "a:1>2")]
    [InlineData("""{"a":"x"}""", """{"b":true}""", "a:x> b:>true")]
    [InlineData("""{"detection":{"thresholds":{"yes":0.8,"no":0.7}}}""",
        """{"detection":{"thresholds":{"yes":0.9,"no":0.7}}}""", "detection.thresholds.yes:0.8>0.9")]
    [InlineData("""{"metrics":[{"name":"accuracy","value":0.9,"data":"d"},{"name":"size","value":1}]}""",
        """{"metrics":[{"name":"size","value":1},{"name":"accuracy","value":0.95,"data":"d"}]}""",
        "metrics.accuracy:0.9>0.95")]
    [InlineData("""{"metrics":[{"name":"accuracy","value":0.9,"data":"d"}]}""",
        """{"metrics":[{"name":"accuracy","value":0.9,"data":"e"}]}""", "metrics.accuracy.data:d>e")]
    [InlineData("""{"parts":[{"name":"a"}]}""", """{"parts":[{"name":"b"}]}""",
        """parts.a:{"name":"a"}> parts.b:>{"name":"b"}""")]
    [InlineData("""{"inputs":[{"name":"features","shape":[-1,98]}]}""",
        """{"inputs":[{"name":"features","shape":[-1,99]}]}""", "inputs.features.shape:[-1,98]>[-1,99]")]
    [InlineData("""{"files":[{"path":"model.onnx","sha256":"aa","bytes":3}]}""",
        """{"files":[{"path":"model.onnx","sha256":"bb","bytes":3}]}""", "files.model.onnx.sha256:aa>bb")]
    [InlineData("""{"labels":["a","b"]}""", """{"labels":["a","c"]}""", """labels:["a","b"]>["a","c"]""")]
    [InlineData("""{"metrics":[{"name":"m","value":1},{"name":"m","value":2}]}""",
        """{"metrics":[{"name":"m","value":1},{"name":"m","value":3}]}""", "metrics.m#2:2>3")]
    [InlineData("""{"x":[[1],[2]]}""", """{"x":[[1],[3]]}""", "x.1:[2]>[3]")]
    [InlineData("""{"x":"\ud800"}""", """{"x":1}""", """x:"\ud800">1""")]
    [InlineData("""{"\ud800":1}""", """{"a":1}""", "(no Unicode):1> a:>1")]
    [InlineData("""{"l":[{"name":"\ud800","value":1}]}""", """{"l":[]}""", """l:>[] l."\ud800":1>""")]
    [InlineData("""{"x":null}""", """{"x":{"y":1}}""", "x:null> x.y:>1")]
    public void Between_TellsEachFieldOnce(string from, string to, string expected) =>
        Assert.Equal(expected, string.Join(' ', ManifestDifferences.Between(from, to)
            .Select(difference => $"{difference.Field}:{difference.From}>{difference.To}")));
}
