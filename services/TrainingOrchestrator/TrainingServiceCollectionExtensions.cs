using Grpc.Core;
using Kws.Database;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.Settings;
using Kws.ServiceDefaults.Storage;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets;
using Kws.TrainingOrchestrator.DataSets.Correcting;
using Kws.TrainingOrchestrator.DataSets.Importing;
using Kws.TrainingOrchestrator.DataSets.Preparing;
using Kws.TrainingOrchestrator.DataSets.Storing;
using Kws.TrainingOrchestrator.Executors;
using Kws.TrainingOrchestrator.Executors.Local;
using Kws.TrainingOrchestrator.Executors.SageMaker;
using Kws.TrainingOrchestrator.Gates;
using Kws.TrainingOrchestrator.Grpc;
using Kws.TrainingOrchestrator.Hearing;
using Kws.TrainingOrchestrator.Jobs;
using Kws.TrainingOrchestrator.Outbox;
using Kws.TrainingOrchestrator.Registry;
using Kws.TrainingOrchestrator.Trials;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kws.TrainingOrchestrator;

/// <summary>What the service is made of.</summary>
internal static class TrainingServiceCollectionExtensions
{
    public static IServiceCollection AddTraining(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Replica>();
        services.AddSingleton<TrainingMetrics>();
        services.AddHostedService<TrainingGauges>();
        services.AddTrainingDatabase(configuration);
        services.AddSingleton<OutboxSignal>();
        services.AddHostedService<OutboxSender>();
        services.AddObjectStore(whenNone: () => new DirectoryObjectStore(OwnData.PathOf("objects")));
        services.AddSettings<GateOptions, GateOptionsValidator>(GateOptions.Section);
        services.AddSingleton<ModelGates>();
        services.AddSingleton<NewWords>();
        services.AddModels();
        services.AddTrials();
        services.AddDataSets();
        services.AddCorrections();
        services.AddJobs();
        services.AddSingleton<CallerErrors>();
        services.Configure<ErrorMapOptions>(errors => errors
            .Map<InvalidObjectKeyException>(StatusCode.InvalidArgument)
            .Map<ObjectNotFoundException>(StatusCode.NotFound)
            .Map<ObjectStoreException>(StatusCode.Unavailable));
        return services;
    }

    private static void AddModels(this IServiceCollection services)
    {
        services.AddSettings<PackageOptions, PackageOptionsValidator>(PackageOptions.Section);
        services.AddSettings<PromotionOptions, PromotionOptionsValidator>(PromotionOptions.Section);
        services.AddSingleton<PackageStore>();
        services.AddSingleton<PackagePublishing>();
        services.AddSingleton<ShippedPackages>();
        services.AddSingleton<BaseModels>();
        services.AddSingleton<ModelVersions>();
        services.AddSingleton<ModelRegistry>();
        services.AddSingleton<Activations>();
        services.AddSingleton<Promotions>();
        services.AddSingleton<ModelCalls>();
        services.AddHostedService<PromotionDecider>();
    }

    private static void AddTrials(this IServiceCollection services)
    {
        services.AddSettings<TrialOptions, TrialOptionsValidator>(TrialOptions.Section);
        services.AddSingleton<TrialRegistry>();
        services.AddSingleton<TrialCalls>();
        services.AddHostedService<TrialDecider>();
    }

    private static void AddDataSets(this IServiceCollection services)
    {
        services.AddSettings<ImportOptions, ImportOptionsValidator>(ImportOptions.Section);
        services.AddSingleton<DataSetCopies>();
        services.AddSingleton<DataSetVersions>();
        services.AddSingleton<VersionObjects>();
        services.AddSingleton<DataSetStore>();
        services.AddSingleton<ImportFolders>();
        services.AddSingleton<FileCheck>();
        services.AddSingleton<DataSetImport>();
        services.AddSingleton<DataSetPreparation>();
        services.AddSingleton<ProgressCalls>();
        services.AddSingleton<DataSetCalls>();
        services.AddHostedService<ImportSweep>();
    }

    private static void AddCorrections(this IServiceCollection services)
    {
        services.AddSettings<RecordingStoreOptions, RecordingStoreOptionsValidator>(RecordingStoreOptions.Section);
        services.AddSingleton<MarkedRecordings>();
        services.AddSingleton<RecordingMarks>();
        services.AddSingleton<Corrections>();
        services.AddSingleton<CorrectedClips>();
        services.AddSingleton<DataSetCorrection>();
        services.AddSingleton<CorrectionCalls>();
    }

    private static void AddJobs(this IServiceCollection services)
    {
        services.AddSettings<JobOptions, JobOptionsValidator>(JobOptions.Section);
        services.AddSettings<LocalTrainerOptions, LocalTrainerOptionsValidator>(LocalTrainerOptions.Section);
        services.AddSingleton<JobStore>();
        services.AddSingleton<Recipes>();
        services.AddSingleton<JobSubmission>();
        services.AddSingleton<JobCalls>();
        services.AddSingleton<IJobSteps, JobSteps>();
        services.AddSingleton<JobFolders>();
        services.AddSingleton<TrainerFolder>();
        services.AddSingleton<ITrainingExecutor, LocalTrainer>();
        services.AddSageMaker();
        services.AddHostedService<JobWorker>();
    }

    private static void AddSageMaker(this IServiceCollection services)
    {
        services.AddSettings<SageMakerOptions, SageMakerOptionsValidator>(SageMakerOptions.Section);
        services.AddSingleton<SageMakerConnection>();
        services.AddSingleton<S3Addresses>();
        services.AddSingleton<RemoteJobs>();
        services.AddSingleton<TrainingJobRequests>();
        services.AddSingleton<SageMakerData>();
        services.AddSingleton<TrainerSource>();
        services.AddSingleton<TrainedArtefact>();
        services.AddSingleton<ITrainingExecutor, SageMakerTrainer>();
    }
}
