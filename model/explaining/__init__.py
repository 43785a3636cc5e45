"""Why a plan decides what it decides, why nothing else, and what else would do: dozens of questions to a plan, each
answered by what is proven and what is found."""
