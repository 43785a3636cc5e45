"""What must give where no plan exists: which cells conflict, and to which values they would have to be changed."""
