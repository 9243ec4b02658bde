"""What a model costs: parameters, multiply-adds, and its time on this machine."""

import time

import torch
from torch import nn


def parameter_count(model):
    """Trainable numbers of the model, batch normalisation's scale and shift included."""
    return sum(p.numel() for p in model.parameters())


def multiply_adds(model, example):
    """Multiply-adds of one forward pass over `example` (batch of 1), convolutions and linear layers only: the
    rest is small and normalisation folds into them."""
    total = 0

    def count(module, inputs, output):
        nonlocal total
        if isinstance(module, (nn.Conv1d, nn.Conv2d)):
            kernel = module.weight[0].numel()
            total += output.numel() // output.shape[0] * kernel
        else:
            total += output.numel() // output.shape[0] * module.in_features

    hooks = [m.register_forward_hook(count) for m in model.modules()
             if isinstance(m, (nn.Conv1d, nn.Conv2d, nn.Linear))]
    try:
        with torch.no_grad():
            model.eval()(example)
    finally:
        for hook in hooks:
            hook.remove()
    return total


def latency_ms(model, example, runs=20):
    """Median milliseconds of one forward pass in PyTorch with one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.no_grad():
            model.eval()(example)
            times = []
            for _ in range(runs):
                started = time.perf_counter()
                model(example)
                times.append(time.perf_counter() - started)
    finally:
        torch.set_num_threads(threads)
    return sorted(times)[runs // 2] * 1000
