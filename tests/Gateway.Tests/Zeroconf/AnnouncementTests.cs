using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Kws.Gateway.Tests.Hosts;
using Kws.Gateway.Tests.Wyoming;
using Kws.Gateway.Zeroconf;
using Kws.TestSupport.Fuzzing;

namespace Kws.Gateway.Tests.Zeroconf;

public sealed class AnnouncementTests
{
    private const string Interpreter = "/usr/bin/python3";

    [SkippableFact]
    public async Task Server_ThatIsAnnounced_IsFoundByAnIndependentReader()
    {
        Skip.IfNot(File.Exists(Interpreter), $"{Interpreter} is not installed");
        Skip.IfNot(TakesMulticast(), "this machine lets no program listen to multicast DNS");
        var port = FreePort.Next();
        await using var gateway = await GatewayHost.StartAsync(WyomingTests.Setting("Port", port),
            WyomingTests.Setting("Announce", true), WyomingTests.Setting("AnnouncedName", "Küche 1"));

        var answer = await AskAsync("_wyoming._tcp.local.", "12");
        var service = await AskAsync("Küche 1._wyoming._tcp.local.", "33");
        var kinds = await AskAsync("_services._dns-sd._udp.local.", "12");

        Assert.Equal((4711, 0x8400, 1), ((int)answer["id"]!, (int)answer["flags"]!, (int)answer["questions"]!));
        var records = answer["records"]!.AsArray().ToDictionary(record => (string)record!["type"]!);
        Assert.Equal("_wyoming._tcp.local.", (string?)records["PTR"]!["name"]);
        Assert.Equal("Küche 1._wyoming._tcp.local.", (string?)records["PTR"]!["data"]);
        Assert.Equal("Küche 1._wyoming._tcp.local.", (string?)records["SRV"]!["name"]);
        Assert.Equal(port, (int)records["SRV"]!["data"]![2]!);
        Assert.Equal((string?)records["SRV"]!["data"]![3], (string?)records["A"]!["name"]);
        Assert.Equal("127.0.0.1", (string?)records["A"]!["data"]);
        Assert.Equal("00", (string?)records["TXT"]!["data"]);
        Assert.All(records.Values, record => Assert.Equal((1, 10), ((int)record!["class"]!, (int)record["ttl"]!)));
        Assert.Equal(4, service["records"]!.AsArray().Count);
        Assert.Equal("_wyoming._tcp.local.", (string?)kinds["records"]![0]!["data"]);
    }

    [Fact]
    public void Questions_OfAnyBytes_AreReadOrPassedOver()
    {
        var announcement = new ServiceAnnouncement("_wyoming", "box", "box", 10400, [IPAddress.Loopback]);
        byte[] query =
        [
            0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 8, .. "_wyoming"u8, 4, .. "_tcp"u8, 5, .. "LOCAL"u8, 0, 0, 12, 0x80, 1,
            0xC0, 12, 0, 255, 0, 1,
        ];
        FuzzRun.ForEach(2000, TimeSpan.FromSeconds(5), random =>
        {
            var read = DnsQuestions.Read(ByteMutation.Mutate(query, random));
            Assert.InRange(announcement.AnswerTo(read, random.Next(2) == 0)?.Length ?? 0, 0, 9000);
        });

        var whole = DnsQuestions.Read(query);
        Assert.Equal([true, false], whole.Questions.Select(question => question.WantsUnicast));
        Assert.True(whole.Questions[0].Name.Is(whole.Questions[1].Name));
        Assert.NotNull(announcement.AnswerTo(whole, isPlain: false));
    }

    [Fact]
    public void Name_ThatPointsAtItself_ComesToAnEnd() =>
        Assert.Empty(DnsQuestions.Read([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xC0, 12, 0, 12, 0, 1]).Questions);

    private static bool TakesMulticast()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership,
                new MulticastOption(IPAddress.Parse("224.0.0.251"), IPAddress.Loopback));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<JsonObject> AskAsync(string name, string type)
    {
        using var process = Process.Start(new ProcessStartInfo(Interpreter,
            [Repository.PathOf("tests", "Gateway.Tests", "Zeroconf", "ask_multicast_dns.py"), name, type])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WithTimeout();
        Assert.True(process.ExitCode == 0, await errors.WithTimeout());
        return JsonNode.Parse(await output.WithTimeout())!.AsObject();
    }
}
