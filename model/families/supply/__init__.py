"""Supply: buying from suppliers, selling to outlets, disposal of what nobody wants."""
