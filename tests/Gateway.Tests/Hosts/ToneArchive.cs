using System.IO.Compression;
using System.Net;
using Kws.Audio;

namespace Kws.Gateway.Tests.Hosts;

/// <summary>A data set for keyword spotting: <c>yes</c> low and <c>no</c> high, as the ready model hears it.</summary>
internal static class ToneArchive
{
    private const int TakesEach = 4;

    /// <summary>As a zip.</summary>
    public static byte[] Create()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (label, hertz) in new[] { ("yes", 400.0), ("no", 2900.0) })
            {
                foreach (var (folder, take) in new[] { "train", "validation" }
                    .SelectMany(folder => Enumerable.Range(0, TakesEach).Select(take => (folder, take))))
                {
                    using var entry = zip.CreateEntry($"{folder}/{label}/{folder}{take}_nohash_0.wav").Open();
                    // The same in both parts would be refused.
                    var tone = TestSignals.Sine(hertz + take + folder.Length, 16_000, 16_000);
                    entry.Write(WavWriter.ToPcm16(16_000, tone));
                }
            }
        }
        return bytes.ToArray();
    }

    /// <summary>Brings it to the orchestrator behind a gateway: the answer.</summary>
    public static async Task<string> ImportAsync(GatewayHost gateway, string name)
    {
        using var body = new ByteArrayContent(Create());
        using var answer = await gateway.Http.PutAsync(new Uri($"/v1/datasets/{name}", UriKind.Relative), body)
            .WithTimeout();
        var text = await answer.Content.ReadAsStringAsync().WithTimeout();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return text;
    }
}
