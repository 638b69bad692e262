"""How far raters agree: formulas on numpy, each with its source."""
