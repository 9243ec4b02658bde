"""Which photos an epoch sees: letters evenly, sources by their shares, some pictures without a hand."""

import torch

from .letters import LETTERS

NO_HAND = -1


def drawing_weights(letters, sources, shares, label_count):
    """Probability weights [n]: within a letter each source has its share, and all letters weigh the same.

    letters, sources: indices [n]; shares: of each source index.
    """
    weights = torch.zeros(len(letters), dtype=torch.float64)
    for letter in range(label_count):
        of_letter = letters == letter
        for source, share in enumerate(shares):
            rows = of_letter & (sources == source)
            if bool(rows.any()):
                weights[rows] = share / int(rows.sum())
        total = float(weights[of_letter].sum())
        if total > 0:
            weights[of_letter] /= total
    return weights


def draw(weights, count, nothing_share):
    """Row numbers [count]; NO_HAND where a picture without a hand is due."""
    rows = torch.multinomial(weights, count, replacement=True)
    if nothing_share:
        rows[torch.rand(count) < nothing_share] = NO_HAND
    return rows


def letters_of_sources(letters, sources, source_count, label_count):
    """[source_count, label_count], 1 where the source has photos of the label.

    A source without M, N and T (its signer makes them otherwise) must not teach that hands in such rooms never
    sign them: its photos are asked only to tell its own letters apart. Labels that are no letter are always asked.
    """
    known = torch.zeros(source_count, label_count)
    known[sources, letters] = 1
    known[:, len(LETTERS):] = 1
    return known
