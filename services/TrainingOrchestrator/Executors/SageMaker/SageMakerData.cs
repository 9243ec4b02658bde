using Kws.ServiceDefaults.Errors;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets.Preparing;
using Kws.TrainingOrchestrator.DataSets.Storing;
using Kws.TrainingOrchestrator.Jobs;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>Data sets where SageMaker reads them. The trainer reads a version as it lies in the object store; for
/// SageMaker's own algorithm it is written as RecordIO beside, once for a content and a size.</summary>
internal sealed class SageMakerData(
    DataSetVersions versions, DataSetPreparation preparation, IObjectStore store, S3Addresses addresses)
{
    private const int HashLength = 16;

    /// <summary>A job as it was submitted, with the numbers of its data set.</summary>
    public async Task<AskedJob> AskedAsync(JobRow job, CancellationToken cancellationToken)
    {
        var version = await VersionAsync(job, cancellationToken).ConfigureAwait(false);
        return new AskedJob(
            new Recipe(job.Recipe, "", job.ModelName),
            System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(job.Hyperparameters) ?? [],
            job.Extends, version.Labels.Count, version.Labels.Sum(label => label.Training));
    }

    /// <summary>Address of a version's own files.</summary>
    public async Task<string> FilesAsync(JobRow job, CancellationToken cancellationToken)
    {
        var version = await VersionAsync(job, cancellationToken).ConfigureAwait(false);
        // With the slash: another version's prefix may begin like this one.
        return addresses.Of($"{version.Row.Prefix}/");
    }

    /// <summary>Address of a version's RecordIO, which is written unless it is there.</summary>
    /// <exception cref="JobFailedException">A picture does not suit the size.</exception>
    public async Task<string> RecordIoAsync(JobRow job, CancellationToken cancellationToken)
    {
        var version = await VersionAsync(job, cancellationToken).ConfigureAwait(false);
        var asked = await AskedAsync(job, cancellationToken).ConfigureAwait(false);
        var side = ImageClassification.SideOf(ImageClassification.HyperParametersOf(asked));
        var prefix = FormattableString.Invariant(
            $"sagemaker/recordio/{version.Row.ContentSha256[..HashLength]}-{side}");
        // Written last.
        var last = new ObjectKey($"{prefix}/validation/data.rec");
        if (await store.FindAsync(last, cancellationToken).ConfigureAwait(false) is null)
            await WriteAsync(version.Row, prefix, side, cancellationToken).ConfigureAwait(false);
        return addresses.Of(prefix);
    }

    private async Task WriteAsync(DataSetRow version, string prefix, int side, CancellationToken cancellationToken)
    {
        var form = new RecordIoOptions(
            side, RecordIoOptions.DefaultQuality, PassThrough: false, Shuffle: true, TrainRatio: 0);
        try
        {
            await preparation.PrepareAsync(
                new Preparation(version, prefix, form), new PreparationCounts(), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (InvalidRequestException e)
        {
            throw new JobFailedException($"the data set cannot become RecordIO: {e.Message}", e);
        }
    }

    private async Task<StoredVersion> VersionAsync(JobRow job, CancellationToken cancellationToken) =>
        await versions.FindAsync(job.DataSet, job.DataSetVersion, cancellationToken).ConfigureAwait(false)
            ?? throw new JobFailedException($"data set {job.DataSet} has no version {job.DataSetVersion}");
}
