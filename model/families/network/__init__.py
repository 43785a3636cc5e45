"""Network: lanes between sites, made by rules or named, with freight, tariff, transit and loss."""
