"""`python -m daliang` does what the `daliang` command does."""

import sys

from daliang.cli.main import main

sys.exit(main())
