using Google.Protobuf.WellKnownTypes;
using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.DataSets.Importing;
using Kws.TrainingOrchestrator.DataSets.Preparing;
using Kws.TrainingOrchestrator.DataSets.Storing;
using ArchiveKind = Kws.TrainingOrchestrator.DataSets.Archives.ArchiveKind;
using KindMessage = Kws.Training.V1.ArchiveKind;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Data sets as messages.</summary>
internal static class DataSetMessages
{
    public static DataSetVersion Of(StoredVersion version)
    {
        var message = new DataSetVersion
        {
            Name = version.Row.Name,
            Version = version.Row.Version,
            Task = version.Row.Task.ToMessage(),
            ContentSha256 = version.Row.ContentSha256,
            Prefix = version.Row.Prefix,
            Files = version.Row.Files,
            Bytes = version.Row.Bytes,
            CreatedAt = Timestamp.FromDateTimeOffset(version.Row.CreatedAt),
            Existed = version.Existed,
        };
        message.Labels.Add(version.Labels.Select(label => new LabelCount
        {
            Label = label.Label,
            Training = label.Training,
            Validation = label.Validation,
        }));
        return message;
    }

    public static ImportDataSetResponse Of(ImportCounts counts) => new()
    {
        Progress = new ImportProgress
        {
            ReceivedBytes = counts.ReceivedBytes,
            Files = counts.Files,
            Faults = counts.Faults.Total,
        },
    };

    /// <summary>Null: to be told by the first bytes.</summary>
    /// <exception cref="InvalidRequestException">It is none.</exception>
    public static ArchiveKind? Of(KindMessage kind) => kind switch
    {
        KindMessage.Unspecified => null,
        KindMessage.Tar => ArchiveKind.Tar,
        KindMessage.TarGz => ArchiveKind.TarGz,
        KindMessage.Zip => ArchiveKind.Zip,
        _ => throw new InvalidRequestException("config.upload", kind, "an ArchiveKind"),
    };

    /// <exception cref="InvalidRequestException">A number that is not allowed, or settings that exclude each
    /// other.</exception>
    public static RecordIoOptions Of(RecordIoSettings? settings)
    {
        settings ??= new RecordIoSettings();
        if (settings.Resize is < 0 or > RecordIoOptions.MaxResize)
            throw new InvalidRequestException(
                "record_io.resize", settings.Resize, $"1 to {RecordIoOptions.MaxResize}, or 0 for as it is");
        if (settings.Quality is < 0 or > 100)
            throw new InvalidRequestException(
                "record_io.quality", settings.Quality, $"1 to 100, or 0 for {RecordIoOptions.DefaultQuality}");
        if (settings.PassThrough && (settings.Resize != 0 || settings.Quality != 0))
            throw new InvalidRequestException(
                "record_io.pass_through", "true with resize or quality", "one of them: it takes the files' own bytes");
        if (!(settings.TrainRatio == 0 || settings.TrainRatio is > 0 and < 1))
            throw new InvalidRequestException(
                "record_io.train_ratio", settings.TrainRatio, "above 0 and below 1, or 0 for as the data set is split");
        return new RecordIoOptions(
            settings.Resize, settings.Quality == 0 ? RecordIoOptions.DefaultQuality : settings.Quality,
            settings.PassThrough, settings.Shuffle, settings.TrainRatio);
    }
}
