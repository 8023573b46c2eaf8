"""A whole round: applications judged, measured, ordered and allocated, and calculated again with other readings."""
