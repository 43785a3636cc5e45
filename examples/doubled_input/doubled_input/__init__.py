"""The study ``doubled`` as an entry of the command line."""

from model.studies.options import Option, StudyEntry
from model.system.files import Output

DOUBLED = StudyEntry(
    "doubled",
    "doubled_input.study:DoubledStudy",
    Output.COMPARISON,
    "What service remains if one input is twice as large?",
    "Double a column of a sheet and compare the fill rates.",
    (
        Option("sheet", "such as Demand", is_needed=True),
        Option("column", "such as quantity", is_needed=True),
    ),
)
