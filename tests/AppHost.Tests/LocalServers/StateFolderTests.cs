using Kws.AppHost.LocalServers;

namespace Kws.AppHost.Tests.LocalServers;

public sealed class StateFolderTests
{
    [Fact]
    public void Secret_AskedAgainAfterARestart_StaysTheSameAndPrivate()
    {
        using var folder = new TemporaryFolder();
        using (var first = StateFolder.Open(folder.Path))
            Assert.Equal("first", first.GetOrAddSecret("password", () => "first"));
        using var second = StateFolder.Open(folder.Path);
        Assert.Equal("first", second.GetOrAddSecret("password", () => "second"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(folder.Path, "secrets.json")));
    }

    [Fact]
    public void Folders_OfServers_AreTheirOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        using var folder = new TemporaryFolder();
        using var state = StateFolder.Open(folder.Path);

        Assert.Equal(Owner, File.GetUnixFileMode(state.FolderFor("bus")));
        // Who is let through by a folder of root's still cannot list it.
        foreach (var path in (string[])[state.Path, state.FolderFor("postgres", runsAsAnotherUser: true)])
            Assert.Equal(Owner, File.GetUnixFileMode(path)
                & ~(UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
    }

    [Fact]
    public void Open_WhileAnotherHoldsIt_TakesATemporaryFolderThatGoesAtTheEnd()
    {
        using var folder = new TemporaryFolder();
        using var holder = StateFolder.Open(folder.Path);
        string path;
        using (var other = StateFolder.Open(folder.Path))
        {
            path = other.Path;
            Assert.True(other.IsTemporary);
            Assert.NotEqual(folder.Path, path);
            Assert.True(Directory.Exists(path));
        }

        Assert.False(Directory.Exists(path));
        Assert.False(holder.IsTemporary);
    }

    [Fact]
    public void Volumes_OfANewFolder_HaveNewNames()
    {
        using var one = new TemporaryFolder();
        using var two = new TemporaryFolder();
        using StateFolder first = StateFolder.Open(one.Path), second = StateFolder.Open(two.Path);
        Assert.Equal(first.VolumeFor("bus"), first.VolumeFor("bus"));
        Assert.NotEqual(first.VolumeFor("bus"), second.VolumeFor("bus"));
    }
}
