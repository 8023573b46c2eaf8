"""Names reserved for the answers, which a pack therefore may not use."""

from __future__ import annotations

# The columns of a table of rows evaluated together, besides one column per criterion.
RAEKKE, GRUNDLAG = "raekke", "grundlag"
SVAR = ("resultat", "mangler", "skema", "begrundelse", GRUNDLAG)
# The applicant's name and region, besides its code, where the applicant is a municipality.
ANSOEGERKOLONNER = ("ansoeger_navn", "ansoeger_region")

# The keys of an answer besides the lists of rows, and the keys that every application has in any pool.
NOEGLER = frozenset(
    {
        *("fil", "format", "program", "pulje", "regelsaet_sha256", "dato", "resultat", "resultat_antal", "klar"),
        *("antaget", "sat", "kommune", "kriterier", "skema", "opgaver", "udestaaende", "hvorfor"),
        *("vurderinger_ikke_brugt", "vaegtning", "dagene"),
    }
)
