using System.Collections.Concurrent;
using System.Formats.Tar;
using Grpc.Core;
using Kws.Audio;
using Kws.ServiceDefaults.Errors;
using Kws.SpokenWords;

namespace Kws.Gateway.Console.Words;

/// <summary>What voices have said, as files of an archive.</summary>
/// <param name="tar">The archive.</param>
/// <param name="count">How many there shall be.</param>
/// <param name="progress">Hears of files that are done, and of all.</param>
internal sealed class SpokenFiles(TarWriter tar, int count, Func<int, int, Task> progress)
{
    public const int RateHz = 16_000;

    // As models hear a word, with the silence that voices add.
    private const int MostWordSamples = RateHz * 3 / 2;

    private readonly ConcurrentDictionary<string, RpcException> _failed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _oneByOne = new(1);
    private int _done;
    private int _words;
    private int _tooLong;

    public bool HasFailed(string voice) => _failed.ContainsKey(voice);

    /// <summary>Leaves a voice out.</summary>
    public void Fail(string voice, RpcException exception) => _failed.TryAdd(voice, exception);

    /// <summary>Writes one; a word that lasts too long is left out.</summary>
    public async Task TakeAsync(Utterance utterance, short[] samples, CancellationToken cancellationToken)
    {
        await _oneByOne.WaitAsync(cancellationToken);
        try
        {
            _words += utterance.IsWord ? 1 : 0;
            if (utterance.IsWord && samples.Length > MostWordSamples)
                _tooLong++;
            else
                await WriteAsync(tar, utterance.File, WavWriter.ToPcm16(RateHz, samples), cancellationToken);
            await progress(++_done, count);
        }
        finally
        {
            _oneByOne.Release();
        }
    }

    /// <summary>Returns when there is enough.</summary>
    /// <exception cref="RpcException">Most of it could not be spoken.</exception>
    /// <exception cref="InvalidRequestException">The word lasts too long.</exception>
    public void Check()
    {
        if (_done < count / 2 && _failed.Values.FirstOrDefault() is { } failure)
            throw failure;
        if (_tooLong > _words / 2)
            throw new InvalidRequestException("word", "longer than a second when it is spoken", "something shorter");
    }

    public static async Task WriteAsync(
        TarWriter tar, string name, byte[] content, CancellationToken cancellationToken)
    {
        using var data = new MemoryStream(content);
        await tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data }, cancellationToken);
    }
}
