"""Ways on which money comes and goes, one file each."""
