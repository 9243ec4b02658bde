using Kws.Audio;

namespace Kws.Evaluation.Tests.Talk;

public sealed class TalkFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TalkFolderTests()
    {
        foreach (var name in (string[])["deep/er/103-1-1.wav", "b/x.flac", "b/y.OPUS", "top.wav", "b/notes.txt",
            "b/._x.flac"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            File.WriteAllBytes(_folder[name], WavWriter.ToPcm16(16_000, new float[160]));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadAsync_FolderOfAnyDepth_GroupsByTheFirstFolder()
    {
        var files = (await TalkFolder.ReadAsync(_folder.Path, null, default).WithTimeout()).Files;

        Assert.Equal(["b/x.flac", "b/y.OPUS", "deep/er/103-1-1.wav", "top.wav"], files.Select(file => file.Name));
        Assert.Equal(["b", "b", "deep", Path.GetFileName(_folder.Path)], files.Select(file => file.Source));
        Assert.Equal("103", files[2].Speaker);
        Assert.All(files, file => Assert.True(file.Text is null && file.Stretches.Count == 0));
    }

    [Fact]
    public async Task ReadAsync_TablesBesideIt_GiveTextAndStretches()
    {
        await File.WriteAllTextAsync(_folder["manifest.csv"], "file,seconds,text\r\n"
            + "b/x.flac,1,\"He said \"\"stop, now\"\".\"\ntop.wav,1,\n").WithTimeout();
        await File.WriteAllTextAsync(_folder["heard.csv"], "file,label,start_s,end_s,judged,model\n"
            + "b/x.flac,stop,0.5,1.25,word,m\nb/x.flac,stop,3,4,not,m\n\nc/gone.wav,stop,3,4,not,m\n").WithTimeout();

        var collection = await TalkFolder.ReadAsync(_folder.Path, null, default).WithTimeout();

        var files = collection.Files;
        Assert.Equal(["c/gone.wav"], collection.NotThere);
        Assert.Equal(("He said \"stop, now\".", null), (files[0].Text, files[3].Text));
        Assert.Equal([new("stop", 0.5, 1.25, "word"), new("stop", 3, 4, "not")], files[0].Stretches);
    }

    [Theory]
    [InlineData("file,label,start_s,end_s\n", "no column 'judged'")]
    [InlineData("", "no column 'file'")]
    [InlineData("file,label,start_s,end_s,judged\na,b,1,2\n", "line 2, has 4 cells; the first line has 5")]
    [InlineData("file,label,start_s,end_s,judged\na,b,1,x,word\n", "end_s is 'x'; it must be a number of seconds")]
    [InlineData("file,label,start_s,end_s,judged\na,b,3,2,word\n", "a ends at 2 s, before it starts at 3 s")]
    [InlineData("file,label,start_s,end_s,judged\na,\"b,1,2,word\n", "line 2, has a quote that is never closed")]
    public async Task ReadAsync_BrokenJudgements_NameFileAndFault(string text, string fault)
    {
        await File.WriteAllTextAsync(_folder["elsewhere.csv"], text).WithTimeout();

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() =>
            TalkFolder.ReadAsync(_folder.Path, _folder["elsewhere.csv"], default)).WithTimeout();

        Assert.Contains("elsewhere.csv", refused.Message, StringComparison.Ordinal);
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_Parts_ShareNoSpeakerAndLeaveNoneOut()
    {
        var files = (await TalkFolder.ReadAsync(_folder.Path, null, default).WithTimeout()).Files;

        IReadOnlyList<TalkFile> train = files.Of(TalkPart.Train), tune = files.Of(TalkPart.Tune);

        Assert.Empty(train.Select(file => file.Speaker).Intersect(tune.Select(file => file.Speaker)));
        Assert.Equal(files.Count, train.Count + tune.Count);
        Assert.Equal(files, files.Of(TalkPart.All));
    }
}
