"""An accreditation pack: what is known of a plan, its inputs and its program, for somebody who decides on its use."""
