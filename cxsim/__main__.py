"""``python -m cxsim`` is the command line ``cxsim``."""

import sys

from cxsim.cli import main

sys.exit(main())
