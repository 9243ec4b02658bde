using System.Formats.Tar;
using System.IO.Compression;

namespace Kws.TrainingOrchestrator.Tests.DataSets;

/// <summary>Packs files for tests.</summary>
internal static class TestArchive
{
    public static byte[] Tar(
        IEnumerable<KeyValuePair<string, byte[]>> files, TarEntryFormat format = TarEntryFormat.Pax)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, format, leaveOpen: true))
            foreach (var (path, content) in files)
                tar.WriteEntry(Entry(format, TarEntryType.RegularFile, path, content));
        return bytes.ToArray();
    }

    /// <summary>One entry of any kind.</summary>
    public static byte[] Tar(TarEntryType type, string path, string link = "")
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            var entry = new PaxTarEntry(type, path);
            if (link.Length > 0)
                entry.LinkName = link;
            tar.WriteEntry(entry);
        }

        return bytes.ToArray();
    }

    public static byte[] GZip(byte[] content)
    {
        var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(content);
        return bytes.ToArray();
    }

    public static byte[] Zip(IEnumerable<KeyValuePair<string, byte[]>> files, int unixMode = 0)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (path, content) in files)
            {
                var entry = zip.CreateEntry(path);
                entry.ExternalAttributes = unixMode << 16;
                using var to = entry.Open();
                to.Write(content);
            }

        return bytes.ToArray();
    }

    private static TarEntry Entry(TarEntryFormat format, TarEntryType type, string path, byte[] content)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, path),
            TarEntryFormat.Ustar => new UstarTarEntry(type, path),
            TarEntryFormat.Gnu => new GnuTarEntry(type, path),
            _ => new PaxTarEntry(type, path),
        };
        entry.DataStream = new MemoryStream(content);
        return entry;
    }
}
