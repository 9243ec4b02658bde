"""How long tests take."""
import os
import unittest

# Seconds and more: ./test.sh --all runs them.
long = unittest.skipUnless(os.environ.get("KWS_ALL_TESTS"), "takes long; KWS_ALL_TESTS=1 runs it")
