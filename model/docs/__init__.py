"""Pages of docs/ that follow from the code. ``python -m model.docs`` writes them anew."""
