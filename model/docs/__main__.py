"""``python -m model.docs`` writes the generated pages anew."""

from model.docs.pages import write_pages

write_pages()
