"""The learning rate over a run."""

import math


def learning_rate(step, steps, warm_up_steps, peak, floor_share=0.01):
    """Linear warm-up to `peak`, then half a cosine down to `floor_share * peak` (Loshchilov and Hutter 2017,
    SGDR, eq. 5 with one cycle). `step` counts from 0."""
    if step < warm_up_steps:
        return peak * (step + 1) / warm_up_steps
    done = (step - warm_up_steps) / max(1, steps - warm_up_steps)
    return peak * (floor_share + (1 - floor_share) * 0.5 * (1 + math.cos(math.pi * min(1.0, done))))
