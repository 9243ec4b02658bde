"""The loop that every task shares: optimise, average, validate, checkpoint, resume, stop when asked."""

import signal
import time
from pathlib import Path

import torch

from .averaging import WeightAverage
from .checkpoint import load_checkpoint, save_checkpoint
from .errors import TrainingCancelled, TrainingError
from .schedule import learning_rate


class TrainingLoop:
    """Runs a task's epochs. `run()` returns the averaged model of the last epoch: choosing the best epoch by its
    accuracy would tune to the validation speakers, by whom the result is judged.

    Each epoch draws its randomness from (seed, epoch) alone; a run resumed from a checkpoint therefore ends in
    the weights of an uninterrupted one.
    """

    def __init__(self, task, recipe, checkpoints, progress, device="cpu"):
        self._task = task
        self._recipe = recipe
        self._checkpoints = checkpoints
        self._progress = progress
        self._device = torch.device(device)
        torch.manual_seed(recipe["seed"])
        self._model = _start(task, recipe).to(self._device)
        self._optimiser = torch.optim.AdamW(
            _decay_groups(self._model, recipe["weight_decay"]), lr=recipe["learning_rate"])
        self._average = WeightAverage(self._model, recipe["average_decay"])
        self._next_epoch = 0
        self._metrics = {}
        self._stop_asked = False
        self._told = []

    def run(self):
        """Trains from the last checkpoint, or from the start, to the recipe's last epoch."""
        self._resume()
        previous = [(s, signal.signal(s, self._ask_to_stop)) for s in (signal.SIGTERM, signal.SIGINT)]
        try:
            for epoch in range(self._next_epoch, self._recipe["epochs"]):
                self._run_epoch(epoch)
        finally:
            for number, handler in previous:
                signal.signal(number, handler)
        return self._average.model.eval(), dict(self._metrics)

    def _run_epoch(self, epoch):
        started = time.monotonic()
        torch.manual_seed(self._recipe["seed"] * 100_003 + epoch)
        self._model.train()
        steps = self._task.batches_per_epoch()
        warm_up = self._recipe["warm_up_epochs"] * steps
        total_loss = 0.0
        for index, batch in enumerate(self._task.epoch_batches(epoch, self._recipe["seed"])):
            rate = learning_rate(epoch * steps + index, self._recipe["epochs"] * steps, warm_up,
                                 self._recipe["learning_rate"])
            total_loss += self._step([part.to(self._device) for part in batch], rate)
            if self._stop_asked:
                raise TrainingCancelled(f"stopped in epoch {epoch + 1}; the last checkpoint stays")
        self._metrics = self._task.validate(self._average.model)
        self._next_epoch = epoch + 1
        self._told.append({"epoch": epoch + 1, "epochs": self._recipe["epochs"], "loss": total_loss / steps,
                           "learning_rate": rate, "seconds": time.monotonic() - started, **self._metrics})
        self._save()
        self._progress.report("epoch", **self._told[-1])

    def _step(self, batch, rate):
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        self._optimiser.zero_grad(set_to_none=True)
        loss = self._task.loss(self._model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 5.0)
        self._optimiser.step()
        self._average.update(self._model)
        return float(loss.detach())

    def _ask_to_stop(self, number, frame):
        self._stop_asked = True

    def _save(self):
        save_checkpoint(self._checkpoints, {
            "recipe": self._recipe,
            "next_epoch": self._next_epoch,
            "model": self._model.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "average": self._average.model.state_dict(),
            "average_steps": self._average.steps,
            "metrics": self._metrics,
            "told": self._told,
        })

    def _resume(self):
        state = load_checkpoint(self._checkpoints)
        if state is None:
            return
        if state["recipe"] != self._recipe:
            self._progress.report("checkpoint_ignored", reason="it was written with another recipe")
            return
        self._model.load_state_dict(state["model"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._average.model.load_state_dict(state["average"])
        self._average.steps = state["average_steps"]
        self._metrics = state["metrics"]
        self._next_epoch = state["next_epoch"]
        self._told = state.get("told", [])
        self._progress.report("resumed", epoch=self._next_epoch)
        # Whoever listens may have been killed between a checkpoint and the line that tells of it.
        for epoch in self._told:
            self._progress.report("epoch", **epoch)


def _start(task, recipe):
    """The fresh model, or with the weights of another run (`start_from`: its .pt file, or a package's folder) to train
    them further."""
    model, path = task.build_model(), recipe.get("start_from")
    if not path:
        return model
    if Path(path).is_dir():
        task.fill_from_package(model, path)
    elif Path(path).is_file():
        model.load_state_dict(torch.load(path, map_location="cpu"))
    else:
        raise TrainingError(f"start_from: {path}: no such file")
    return model


def _decay_groups(model, weight_decay):
    """Weight decay on weights only: biases and normalisation parameters have one dimension."""
    weights = [p for p in model.parameters() if p.requires_grad and p.dim() > 1]
    others = [p for p in model.parameters() if p.requires_grad and p.dim() <= 1]
    return [{"params": weights, "weight_decay": weight_decay}, {"params": others, "weight_decay": 0.0}]
