"""Published problems with known answers, stated as a planner would state them."""
