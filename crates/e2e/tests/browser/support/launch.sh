#!/bin/sh
# The browser must end with the tests, even with tests that are killed: the kernel sees to it.
exec setpriv --pdeathsig KILL "$KEYSTEAD_BROWSER_BINARY" "$@"
