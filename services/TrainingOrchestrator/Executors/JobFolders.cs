using Kws.TrainingOrchestrator.Jobs;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Executors;

/// <summary>Where jobs have their files: <c>jobs/&lt;id&gt;/{output,checkpoints,log.txt}</c>,
/// <c>data/&lt;content&gt;</c> and <c>uploads/&lt;any&gt;</c> below the work folder.</summary>
internal sealed class JobFolders(IOptions<JobOptions> options)
{
    private string Root => options.Value.WorkPath;

    /// <summary>Of a job; made when it is missing.</summary>
    public string Of(string jobId) => Directory.CreateDirectory(Path.Combine(Root, "jobs", jobId)).FullName;

    /// <summary>For one upload, which removes it; not made here.</summary>
    public string OfUpload() => Path.Combine(Path.GetFullPath(Root), "uploads", Guid.NewGuid().ToString("N"));

    /// <summary>Of a data set version's files; not made here.</summary>
    public string OfData(string contentSha256) => Path.Combine(Root, "data", contentSha256);

    /// <summary>What a job's executor printed.</summary>
    public string LogOfJob(string jobId) => LogOf(Path.Combine(Root, "jobs", jobId));

    public static string LogOf(string folder) => Path.Combine(folder, "log.txt");

    /// <summary>Leaves the log alone.</summary>
    public void Clean(string jobId)
    {
        foreach (var folder in (string[])["output", "checkpoints"])
        {
            var path = Path.Combine(Root, "jobs", jobId, folder);
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        }
    }
}
