"""Accuracy, recall by label and the confusion matrix, for every task."""

import numpy as np


def confusion_matrix(posteriors, targets, labels):
    """Counts [true label, answered label] as an integer array; the answer is the largest posterior."""
    answers = np.asarray(posteriors).argmax(axis=1)
    counts = np.zeros((len(labels), len(labels)), dtype=np.int64)
    np.add.at(counts, (np.asarray(targets), answers), 1)
    return counts


def accuracy_metrics(posteriors, targets, labels, *watched):
    """{"accuracy", "worst_recall", "recall_<label>" for the watched labels} as shares from 0 to 1."""
    counts = confusion_matrix(posteriors, targets, labels)
    recalls = recall(counts)
    metrics = {"accuracy": float(np.trace(counts) / counts.sum()), "worst_recall": float(np.nanmin(recalls))}
    metrics.update({f"recall_{label}": float(recalls[labels.index(label)]) for label in watched})
    return metrics


def recall(counts):
    """Share of each true label's examples that got the right answer; NaN for a label without examples."""
    totals = counts.sum(axis=1)
    return np.divide(np.diag(counts), totals, out=np.full(len(counts), np.nan), where=totals > 0)


def confusion_text(counts, labels):
    """The matrix as a table: rows are true labels, columns answers, the last column recall in per cent."""
    width = max(len(label) for label in labels) + 1
    header = " " * width + "".join(f"{label[:7]:>8}" for label in labels) + f"{'recall':>9}"
    lines = [header]
    for label, row, share in zip(labels, counts, recall(counts)):
        cells = "".join(f"{value or '.':>8}" for value in row)
        lines.append(f"{label:<{width}}{cells}{100 * share:>8.1f}%")
    return "\n".join(lines) + "\n"
