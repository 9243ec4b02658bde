"""A network with words that another one lacks: it runs as it is, and a second ending beside its own hears them."""

import copy

import torch
from torch import nn


class Extended(nn.Module):
    """The base's labels first, then the new words. `base` is its architecture, `base_labels` how many labels it has.

    A new word takes its posterior from those labels of the base that `sources` lists, *unknown* and *silence* above
    all. What the base answers for any other label stays as it is, whatever is spoken:
    p(new) = s * sum over sources of p(base), p(source) = (1 - s) * p(base), where s is what the ending answers.
    """

    def __init__(self, labels, bands, base, base_labels, sources):
        super().__init__()
        from . import build
        self.base = build(base, base_labels, bands)
        self.tail = copy.deepcopy(self.base.ending())
        self.words = nn.Sequential(nn.Dropout(0.1), nn.Linear(self._width(), labels - base_labels))
        self.register_buffer("sources", torch.tensor(sources), persistent=False)
        self.register_buffer("taken", torch.zeros(1, base_labels).index_fill(1, self.sources, 1), persistent=False)

    def start_from_base(self):
        """The second ending begins as a copy of the base's, and hears no new word yet."""
        self.tail.load_state_dict(self.base.ending().state_dict())
        nn.init.zeros_(self.words[1].weight)
        nn.init.constant_(self.words[1].bias, -2.0)

    def forward(self, features):
        return self.logits(self.begin(features))

    def begin(self, features):
        return self.base.begin(features)

    def ending(self):
        return self.base.ending()

    def logits(self, begun):
        before, shares = self.base.logits(begun), self.shares(begun)
        taken = torch.logsumexp(before[:, self.sources], dim=1, keepdim=True)
        return torch.cat([before + self.taken * shares[:, :1], taken + shares[:, 1:]], dim=1)

    def shares(self, begun):
        """Logarithms of what is none of the new words, and of each new word [batch, 1 + words]."""
        heard = self.words(self.tail(begun))
        return torch.log_softmax(torch.cat([heard[:, :1] * 0, heard], dim=1), dim=1)

    def _width(self):
        classifier = self.base
        while isinstance(classifier, Extended):
            classifier = classifier.base
        return [module for module in classifier.modules() if isinstance(module, nn.Linear)][-1].in_features
