using Kws.Audio;

namespace Kws.Evaluation.Tests;

public sealed class ClipFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadAsync_FoldersOfWords_AreLabelledByThemAndOrderedByPath()
    {
        Write("yes", "b.wav", 300);
        Write("yes", "a.WAV", 200);
        Write("no", "z.wav", 100);
        await File.WriteAllTextAsync(_folder["yes", "notes.txt"], "no audio").WithTimeout();
        List<int> totals = [];
        var clips =
            await ClipFolder.ReadAsync(_folder.Path, 16_000, 0, (_, total) => { lock (totals) totals.Add(total); })
            .WithTimeout();
        Assert.Equal([("no", 100), ("yes", 200), ("yes", 300)], clips.Select(clip => (clip.Word, clip.Samples.Length)));
        Assert.Equal([3, 3, 3], totals);
    }

    [Fact]
    public async Task ReadAsync_SoManyOfEachWord_AreTheFirstByName()
    {
        foreach (var length in (int[])[100, 200, 300])
            Write("yes", $"{length}.wav", length);
        Write("no", "a.wav", 50);
        var clips = await ClipFolder.ReadAsync(_folder.Path, 16_000, perWord: 2).WithTimeout();
        Assert.Equal([50, 100, 200], clips.Select(clip => clip.Samples.Length));
    }

    [Fact]
    public async Task ReadAsync_ClipsOfAnotherRate_AreBroughtToTheModels()
    {
        Directory.CreateDirectory(_folder["yes"]);
        File.WriteAllBytes(_folder["yes", "a.wav"], WavWriter.ToPcm16(8_000, new float[8_000]));
        Assert.Equal(16_000,
            Assert.Single(await ClipFolder.ReadAsync(_folder.Path, 16_000).WithTimeout()).Samples.Length);
    }

    [Fact]
    public async Task ReadAsync_FolderThatIsAbsentOrEmpty_IsNamed()
    {
        var absent = _folder["absent"];
        Assert.Contains(absent,
            (await Assert.ThrowsAsync<DirectoryNotFoundException>(() => ClipFolder.ReadAsync(absent, 16_000))
            .WithTimeout()).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder["yes"]);
        Assert.Contains("<word>/*.wav",
            (await Assert.ThrowsAsync<DirectoryNotFoundException>(() => ClipFolder.ReadAsync(_folder.Path, 16_000))
            .WithTimeout()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_FileThatIsNoAudio_IsNamed()
    {
        Write("yes", "a.wav", 100);
        await File.WriteAllTextAsync(_folder["yes", "broken.wav"], "RIFF, not really").WithTimeout();
        Exception fault = await Assert.ThrowsAnyAsync<InvalidAudioException>(() =>
            ClipFolder.ReadAsync(_folder.Path, 16_000)).WithTimeout();
        Assert.Contains("broken.wav", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Stops()
    {
        Write("yes", "a.wav", 100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ClipFolder.ReadAsync(_folder.Path, 16_000, cancellationToken: new CancellationToken(canceled: true)))
                .WithTimeout();
    }

    private void Write(string word, string name, int length)
    {
        Directory.CreateDirectory(_folder[word]);
        File.WriteAllBytes(_folder[word, name], WavWriter.ToPcm16(16_000, new float[length]));
    }
}
