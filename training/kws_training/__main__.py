"""`python3 -m kws_training ...`: see `cli.py`."""

import sys

from .cli import main

sys.exit(main())
