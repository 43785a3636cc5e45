"""``python -m model.docs`` rewrites the generated pages."""

from model.docs.pages import write_pages

write_pages()
