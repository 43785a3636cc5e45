"""A finished study from Python: its finding, sentences and tables, and files of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from model.runs import Store
from model.runs.engine import one_by_one
from model.studies.catalogue import in_python
from model.studies.study import RunContext, Study, run

if TYPE_CHECKING:
    from model.progress import Progress
    from model.reports.document import Document


class StudyResult:
    """The finding of a study. Plans are kept in a folder as long as this is."""

    def __init__(
        self,
        name: str,
        study: Study[Any],
        gap: float | None,
        time_limit: float | None,
        store: Path | None,
        progress: Progress,
    ) -> None:
        self._folder = None if store is not None else TemporaryDirectory(ignore_cleanup_errors=True)
        folder = Path(self._folder.name) if store is None and self._folder is not None else Path(store or "")
        here = partial(one_by_one, progress=progress)
        self.found = run(study, RunContext(Store(folder), gap, time_limit, 1, pool=here, progress=progress))
        self._document: Document | None = study.document(self.found)
        self._name, self._study = name, study

    @property
    def findings(self) -> Sequence[str]:
        """The finding in sentences."""
        document = self._document
        sentences = self._study.printed(self.found, None, ()) if document is None else document.findings
        return [in_python(self._name, sentence) for sentence in sentences]

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Every table, by its sheet, and heading where it has one."""
        from model.reports.render.xlsx import DocumentBook

        if self._document is None:
            return {}
        tables = DocumentBook(self._document).book.tables
        return {
            " – ".join(filter(None, place)): pd.DataFrame(
                {field.header: list(map(field.get, table.rows)) for field in table.fields}
            )
            for place, table in tables.items()
        }

    def write(self, path: str | Path) -> Path:
        """Write the workbook, and the page for a browser beside it. Raises OutputRefused where another file is
        there, ValueError where the study found nothing to write."""
        from model.reports.render.html import both
        from model.system.files import Output, claim, deliver, report_beside, save

        if self._document is None:
            raise ValueError("nothing was found that could be written")
        file = Path(path)
        claim(file, self._document.output)
        claim(report_beside(file), Output.REPORT)
        content, report = both(self._document, file.name)
        deliver(file, content)
        save(report_beside(file), report)
        return file
