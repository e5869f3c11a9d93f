"""The operator's desk: what needs a person today, what is not set up yet, and how the parts of the install are."""
