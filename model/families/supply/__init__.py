"""Supply: purchases from suppliers, sales to outlets, disposal of surplus."""
