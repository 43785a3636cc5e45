"""Pages of docs/ generated from the code; ``python -m model.docs`` rewrites them."""
