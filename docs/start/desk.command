#!/bin/sh
# The desk on macOS, by double-click.
exec "$(dirname "$0")/desk.sh"
