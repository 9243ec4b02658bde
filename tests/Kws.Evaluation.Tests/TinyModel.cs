using Kws.Models;
using Kws.TestSupport.Models;

namespace Kws.Evaluation.Tests;

/// <summary>A package that hears a low tone as "yes" and a high one as "no", loaded once for the tests of a
/// class.</summary>
public sealed class TinyModel : IDisposable
{
    private readonly TemporaryFolder _models = new();

    public TinyModel()
    {
        Folder = TinyKeywordModel.WritePackage(_models.Path);
        Model = KeywordModel.Load(Folder);
        Streaming = KeywordModel.Load(TinyKeywordModel.WritePackage(_models.Path, version: "1.1.0", streams: true));
    }

    public string Folder { get; }

    public KeywordModel Model { get; }

    /// <summary>Answers as <see cref="Model"/> and goes on from where it was.</summary>
    public KeywordModel Streaming { get; }

    public void Dispose()
    {
        Model.Dispose();
        Streaming.Dispose();
        _models.Dispose();
    }
}
