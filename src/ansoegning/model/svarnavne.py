"""Names that answers use themselves, so that no pack may give them to something of its own."""

from __future__ import annotations

# The columns of a table of rows judged at once, beside one for each criterion.
RAEKKE = "raekke"
SVAR = ("resultat", "mangler", "skema", "begrundelse", "grundlag")
# The applicant's name and region beside its code, where the applicant is a municipality.
ANSOEGERKOLONNER = ("ansoeger_navn", "ansoeger_region")

# The keys of an answer beside the lists of rows, and those that an application has whatever the pool.
NOEGLER = frozenset(
    {
        *("fil", "format", "program", "pulje", "regelsaet_sha256", "dato", "resultat", "resultat_antal", "klar"),
        *("antaget", "sat", "kommune", "kriterier", "skema", "opgaver", "udestaaende", "hvorfor"),
        "vurderinger_ikke_brugt",
    }
)
