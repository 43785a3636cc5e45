"""What a plan takes beyond one solve: what comes before cost, and what knowing would be worth."""
