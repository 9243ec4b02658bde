"""Trains the models of the mesh: keyword spotting on audio, sign letters on images."""

__version__ = "0.1.0"
