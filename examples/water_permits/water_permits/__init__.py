"""Water permits: yearly permits of basins, and fees on withdrawals beyond them."""

AFTER = "footprints"
