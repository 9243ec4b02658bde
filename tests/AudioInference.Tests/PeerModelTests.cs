using System.Diagnostics;
using Kws.Models;

namespace Kws.AudioInference.Tests;

/// <summary>The server that the gateway is measured beside has the network that the mesh has.</summary>
public sealed class PeerModelTests
{
    [Fact]
    public async Task Peer_ByDefault_ServesWhatTheMeshServesByDefault()
    {
        var choice = new AudioInferenceOptions().Models.Choice;
        var version = new ModelFolder(Repository.PathOf("models")).Versions(choice.Task, choice.Name)[^1];
        var start = new ProcessStartInfo("python3", [Repository.PathOf("benchmarks", "peers", "flask", "model.py")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("KWS_MODEL");

        using var peer = Process.Start(start)!;
        var served = await peer.StandardOutput.ReadToEndAsync().WithTimeout();
        await peer.WaitForExitAsync().WithTimeout();

        Assert.Equal((0, $"{choice.Name}/{version}\n"), (peer.ExitCode, served));
    }
}
