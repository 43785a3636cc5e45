"""Results of foresight: what each way of deciding costs, and what is decided in which future."""
