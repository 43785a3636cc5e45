"""Routes: lanes between sites, by rule or by name, with freight, tariff, transit and loss."""
