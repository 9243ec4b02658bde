"""One training run from folders and recipe to a package."""

import torch

from .cost import parameter_count
from .environment import locations
from .progress import Progress
from .recipe import load_recipe
from .task import create_task
from .training_loop import TrainingLoop


def train_and_package(options):
    """Trains as the options of `train` say and writes the package; reports every step as a JSON line."""
    recipe = load_recipe(options.recipe, options.set)
    places = locations(options.data, options.output, options.checkpoints, options.cache)
    places.output.mkdir(parents=True, exist_ok=True)
    if options.threads:
        torch.set_num_threads(options.threads)
    device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
    with Progress(file=places.output / "progress.jsonl") as progress:
        task = create_task(options.task, recipe, places, progress)
        loop = TrainingLoop(task, recipe, places.checkpoints, progress, device)
        progress.report("started", task=task.name, name=recipe["name"], version=recipe["version"], labels=task.labels,
                        epochs=recipe["epochs"], device=device, batches_per_epoch=task.batches_per_epoch())
        model, final = loop.run()
        task.finish_model(model)
        progress.report("trained", parameters=parameter_count(model), **final)
        folder, manifest = task.write_package(recipe, model, places.output)
        # Not part of the package: what another run may start or learn from.
        torch.save(model.state_dict(), folder.parent / f"{folder.name}.pt")
        progress.report("packaged", folder=str(folder),
                        metrics={metric["name"]: metric["value"] for metric in manifest["metrics"]})
    return folder
