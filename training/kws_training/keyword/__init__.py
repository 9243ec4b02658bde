"""Keyword spotting: clips, augmentation, front end, evaluation on clips and on long recordings."""
