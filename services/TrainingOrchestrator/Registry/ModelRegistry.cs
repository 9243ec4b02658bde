using Kws.Database;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>The versions of all models, and what they are called.</summary>
internal sealed class ModelRegistry(IDatabases<TrainingDatabase> databases, OutboxSignal outbox)
{
    /// <summary>By task and name, the newest first.</summary>
    /// <param name="task">Null: all.</param>
    /// <param name="name">Empty: all.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<IReadOnlyList<NamedModel>> ListAsync(
        ModelTask? task, string name, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var models = await database.Models.AsNoTracking()
            .Where(row => (task == null || row.Task == task) && (name == "" || row.Name == name))
            .OrderBy(row => row.Task).ThenBy(row => row.Name).ThenByDescending(row => row.CreatedAt)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        var aliases = await database.Aliases.AsNoTracking().ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. models.Select(model => new NamedModel(model, AliasesOf(model, aliases)))];
    }

    /// <exception cref="NotFoundException">There is none of this name and version.</exception>
    public async Task<NamedModel> FindAsync(
        ModelTask task, string name, string version, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var model = await RequireAsync(database, task, name, version, cancellationToken).ConfigureAwait(false);
        var aliases = await database.Aliases.AsNoTracking().Where(alias => alias.Task == task)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return new NamedModel(model, AliasesOf(model, aliases));
    }

    /// <summary>Stores a package's row with the event that tells it.</summary>
    /// <returns>The row; if this package was stored before, the one that is there.</returns>
    /// <exception cref="AlreadyExistsException">Another package has this name and version.</exception>
    public async Task<ModelRow> AddAsync(ModelRow model, string refusals, CancellationToken cancellationToken)
    {
        if (await TakenByAsync(model, cancellationToken).ConfigureAwait(false) is { } known)
            return known;
        await using var database = databases.Open();
        database.Models.Add(model);
        ModelAnnouncements.Add(database, model, refusals);
        try
        {
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateException)
        {
            // Sent twice at once.
            return await TakenByAsync(model, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"model {model.Name} {model.Version} could not be stored");
        }

        outbox.Ring();
        return model;
    }

    /// <summary>What has this name and version; null: nothing.</summary>
    /// <exception cref="AlreadyExistsException">Another package, or a job that is about to make one.</exception>
    public async Task<ModelRow?> TakenByAsync(ModelRow model, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var known = await FindAsync(database, model.Task, model.Name, model.Version, cancellationToken)
            .ConfigureAwait(false);
        if (known?.ManifestSha256 == model.ManifestSha256)
            return known;
        var isReserved = known is not null || await database.Jobs.AnyAsync(
            job => job.Task == model.Task && job.ModelName == model.Name && job.ModelVersion == model.Version,
            cancellationToken).ConfigureAwait(false);
        return isReserved
            ? throw new AlreadyExistsException($"{model.Task.ToName()} model", $"{model.Name}/{model.Version}")
            : null;
    }

    /// <exception cref="NotFoundException">There is none of this name and version.</exception>
    public static async Task<ModelRow> RequireAsync(
        TrainingDatabase database, ModelTask task, string name, string version, CancellationToken cancellationToken) =>
        await FindAsync(database, task, name, version, cancellationToken).ConfigureAwait(false)
        ?? throw new NotFoundException($"{task.ToName()} model", $"{name}/{version}");

    private static Task<ModelRow?> FindAsync(
        TrainingDatabase database, ModelTask task, string name, string version, CancellationToken cancellationToken) =>
        database.Models.AsNoTracking().SingleOrDefaultAsync(
            row => row.Task == task && row.Name == name && row.Version == version, cancellationToken);

    private static IReadOnlyList<string> AliasesOf(ModelRow model, IEnumerable<AliasRow> aliases) =>
        [.. aliases.Where(alias => (alias.Task, alias.Name, alias.Version) == (model.Task, model.Name, model.Version))
            .Select(alias => alias.Alias).Order(StringComparer.Ordinal)];
}

/// <summary>A version and the aliases that stand for it.</summary>
internal sealed record NamedModel(ModelRow Model, IReadOnlyList<string> Aliases);
