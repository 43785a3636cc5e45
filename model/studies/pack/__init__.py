"""An accreditation pack: the record of a plan, its inputs and its program, for those who decide on its use."""
