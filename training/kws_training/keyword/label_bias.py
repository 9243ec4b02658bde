"""Corrects a model for labels that are more frequent in its training windows than in use."""

import torch
from torch import nn

from ..errors import TrainingError


def label_bias(settings, labels):
    """The recipe's `label_bias` (label -> change of its log-odds) as one value a label."""
    for label, value in settings.items():
        if label not in labels:
            raise TrainingError(f"label_bias.{label}: no such label; labels are {', '.join(labels)}")
        if not isinstance(value, (int, float)) or abs(value) > 5:
            raise TrainingError(f"label_bias.{label}: {value!r} is not a number from -5 to 5")
    return torch.tensor([float(settings.get(label, 0.0)) for label in labels])


@torch.no_grad()
def add_label_bias(model, bias):
    """Adds to the biases of the classifier, the model's last linear layer (post-hoc logit adjustment, Menon et al. 2021)."""
    classifier = [module for module in model.modules() if isinstance(module, nn.Linear)][-1]
    classifier.bias += bias.to(classifier.bias.device)
