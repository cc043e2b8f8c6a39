"""`python -m zugong`: the command line without an installed script."""

import sys

from zugong.site.command import main

sys.exit(main())
