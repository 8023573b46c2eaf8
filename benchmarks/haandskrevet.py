"""The loan pool's six criteria written by hand in SQL for DuckDB, as peers of the compiled statements.

``STATUSSER`` returns the statuses; ``GRUNDE`` also returns the same reasons, word for word. ``{ind}`` is the relation,
``{bar}`` the columns to copy. Each CASE is one table of the domain description. ``ALT`` returns all that ``batch``
returns without reasons: also the derived facts, the result, what is missing and the findings of the form's checks, for
rows whose values are valid; ``{kommuner}`` is the table of municipalities, ``{grundlag}`` the last column's text.
"""

_K = """
  CASE WHEN lovgrundlag IS NULL THEN 'mangler_oplysninger' WHEN lovgrundlag IN ('sel107', 'sel108', 'sel107_og_108')
    THEN 'opfyldt' WHEN lovgrundlag = 'blandet_abl105' THEN 'kraever_vurdering' ELSE 'ikke_opfyldt' END AS K1,
  CASE WHEN u IS NULL THEN 'mangler_oplysninger'
    WHEN u > 0 THEN CASE WHEN omd IS NULL THEN 'mangler_oplysninger'
      WHEN omd > 0 THEN 'kraever_vurdering' ELSE 'opfyldt' END
    ELSE CASE WHEN art = 'vedligeholdelse' AND bortfald_forventes AND omd = 0
        THEN 'kraever_vurdering'
      WHEN (art = 'vedligeholdelse' AND bortfald_forventes AND omd = 0) IS NULL
        THEN 'mangler_oplysninger' ELSE 'ikke_opfyldt' END END AS K2,
  CASE WHEN afsluttes IS NULL THEN 'mangler_oplysninger' WHEN afsluttes <= DATE '2026-12-31' THEN 'opfyldt'
    ELSE 'ikke_opfyldt' END AS K3,
  CASE WHEN b > 20000 OR (b IS NULL AND l > 20000) THEN 'opfyldt' WHEN b IS NULL THEN 'mangler_oplysninger'
    ELSE 'ikke_opfyldt' END AS K4,
  CASE WHEN andel_andre IS NULL THEN 'mangler_oplysninger' WHEN andel_andre >= 25 THEN 'opfyldt'
    WHEN art = 'vedligeholdelse' THEN 'kraever_vurdering' WHEN art IS NULL THEN 'mangler_oplysninger'
    ELSE 'ikke_opfyldt' END AS K5,
  CASE WHEN u IS NULL THEN 'mangler_oplysninger'
    WHEN u > 0 THEN CASE WHEN art IS NULL THEN 'mangler_oplysninger' WHEN art = 'blandet' THEN 'kraever_vurdering'
      ELSE 'opfyldt' END
    ELSE CASE WHEN art = 'vedligeholdelse' AND bortfald_forventes THEN 'kraever_vurdering'
      WHEN (art = 'vedligeholdelse' AND bortfald_forventes) IS NULL THEN 'mangler_oplysninger'
      ELSE 'ikke_opfyldt' END END AS K6
"""
_A = """
WITH a AS (SELECT *, pladser_2025 + pladser_2026 AS u, bruttoanlaegsudgift_2025 + bruttoanlaegsudgift_2026 AS b,
  ansoegt_2025 + ansoegt_2026 AS l, omdannede_abl105_pladser AS omd,
  pladser_etableret - nedlagte_pladser - omdannede_abl105_pladser AS netto FROM {ind})
"""
STATUSSER = f"{_A} SELECT {{bar}} {_K} FROM a"


def _pladser(antal: str) -> str:
    return f"concat({antal}, CASE {antal} WHEN 1 THEN ' plads' ELSE ' pladser' END)"


_TILGANG = (
    f"{_pladser('pladser_etableret')}, ' etableres, ', {_pladser('omd')}, ' omdannes fra ABL § 105, og ', "
    f"{_pladser('nedlagte_pladser')}, ' nedlægges, så der er '"
)
# How a project that increases the capacity is described.
_UDVIDET = f"""CASE WHEN netto <= 0
    THEN concat('Der er angivet en udvidelse på ', u_tekst, '. Men ', {_TILGANG}, 'ingen nye pladser tilbage.')
  WHEN netto < u OR (netto IS NOT NULL AND omd > 0)
    THEN concat('Der er angivet en udvidelse på ', u_tekst, '. ', {_TILGANG}, {_pladser("netto")}, ' tilbage.')
  WHEN omd > 0 THEN concat('Der er angivet en udvidelse på ', u_tekst, ', og ', {_pladser("omd")}, ' omdannes fra ABL '
    '§ 105. Hvor mange nye pladser der er tilbage, kan først siges, når de etablerede og de nedlagte pladser er '
    'oplyst.')
  ELSE concat('Projektet udvider kapaciteten med ', u_tekst, '.') END"""
# What the reasons are made of; ``foerst``: which of the missing amounts is named first.
_DELE = (
    r""", art = 'vedligeholdelse' AND bortfald_forventes AND omd = 0 AS undt2,
  art = 'vedligeholdelse' AND bortfald_forventes AS undt6,
  concat(u, CASE u WHEN 1 THEN ' plads' ELSE ' pladser' END) AS u_tekst,
  CASE lovgrundlag WHEN 'sel107' THEN 'SEL § 107' WHEN 'sel108' THEN 'SEL § 108' WHEN 'sel107_og_108' THEN
    'SEL §§ 107 og 108' WHEN 'abl105' THEN 'ABL § 105' WHEN 'blandet_abl105' THEN 'både SEL og ABL § 105'
    ELSE 'et andet lovgrundlag' END AS lov_tekst,
  concat(replace(regexp_replace(CAST(CAST(andel_andre AS DOUBLE) AS VARCHAR), '\.0$', ''), '.', ','),
    ' pct. af pladserne er til rådighed for andre kommuner; det skal være mindst 25 pct.') AS andel_tekst,
  bruttoanlaegsudgift_2025 IS NULL AND bruttoanlaegsudgift_2026 IS NULL AND
  (ansoegt_2025 IS NULL) <> (ansoegt_2026 IS NULL) AS foerst, """
    + _UDVIDET
    + " AS udvidet"
)
_BEGRUNDELSE = r"""concat(
  'K1: ', CASE K1 WHEN 'mangler_oplysninger' THEN 'Kan ikke vurderes, før »det, pladserne opføres efter« er oplyst.'
    WHEN 'opfyldt' THEN concat('Pladserne opføres efter ', lov_tekst, '.')
    ELSE concat('Pladserne opføres efter ', lov_tekst, '; der kan kun søges til SEL §§ 107 og 108.',
      CASE WHEN lovgrundlag = 'blandet_abl105' THEN
        ' Der kan ikke lånes til delen efter ABL § 105; en person skal skille den ud.' END) END,
  ' K2: ', CASE WHEN K2 = 'mangler_oplysninger' THEN concat('Kan ikke vurderes, før »', regexp_replace(concat_ws('«, »',
      CASE WHEN pladser_2025 IS NULL THEN 'udvidelse i 2025' END,
      CASE WHEN pladser_2026 IS NULL THEN 'udvidelse i 2026' END,
      CASE WHEN u > 0 AND omd IS NULL THEN 'eksisterende ABL § 105-pladser, der omdannes' END,
      CASE WHEN undt2 IS NULL AND art IS NULL THEN 'projektets art' END,
      CASE WHEN undt2 IS NULL AND bortfald_forventes IS NULL
        THEN 'pladserne bortfalder ellers inden for en overskuelig årrække' END,
      CASE WHEN (u > 0) IS NOT TRUE AND omd IS NULL THEN 'eksisterende ABL § 105-pladser, der omdannes' END),
      '(.*)«, »', '\1« og »'), '« er oplyst.')
    WHEN u > 0 THEN concat(udvidet, CASE WHEN omd > 0 THEN
      ' Der kan ikke lånes til de pladser, der omdannes; en person skal skille den del ud.' END)
    WHEN omd > 0 THEN concat('Projektet udvider ikke kapaciteten (udvidelse: ', u_tekst, '), og ', omd,
      CASE omd WHEN 1 THEN ' plads' ELSE ' pladser' END, ' omdannes fra ABL § 105; det kan der ikke lånes til.')
    ELSE concat('Projektet udvider ikke kapaciteten (udvidelse: ', u_tekst, ').', CASE WHEN undt2 THEN
      ' Projektet vedligeholder pladser, som ellers bortfalder; en person skal vurdere det, jf. kriterium 6.' END) END,
  ' K3: ', CASE K3 WHEN 'mangler_oplysninger' THEN 'Kan ikke vurderes, før »projektet forventes afsluttet« er oplyst.'
    WHEN 'opfyldt' THEN
      concat('Projektet afsluttes ', strftime(afsluttes, '%d/%m/%Y'), '; det skal være senest 31/12/2026.')
    ELSE concat('Projektet afsluttes ', strftime(afsluttes, '%d/%m/%Y'), ', efter 31/12/2026.') END,
  ' K4: ', CASE WHEN K4 = 'mangler_oplysninger' THEN concat('Kan ikke vurderes, før »', regexp_replace(concat_ws('«, »',
      CASE WHEN foerst AND ansoegt_2025 IS NULL THEN 'ansøgt lån i 2025' END,
      CASE WHEN foerst AND ansoegt_2026 IS NULL THEN 'ansøgt lån i 2026' END,
      CASE WHEN bruttoanlaegsudgift_2025 IS NULL THEN 'bruttoanlægsudgift i 2025' END,
      CASE WHEN bruttoanlaegsudgift_2026 IS NULL THEN 'bruttoanlægsudgift i 2026' END,
      CASE WHEN NOT foerst AND ansoegt_2025 IS NULL THEN 'ansøgt lån i 2025' END,
      CASE WHEN NOT foerst AND ansoegt_2026 IS NULL THEN 'ansøgt lån i 2026' END),
      '(.*)«, »', '\1« og »'), '« er oplyst.')
    WHEN b IS NULL THEN concat('Bruttoanlægsudgiften er ikke oplyst, men alene det ansøgte lån er ',
      replace(format('{{:,}}', l * 1000), ',', '.'), ' kr., over 20.000.000 kr.')
    WHEN b > 20000 THEN concat('Bruttoanlægsudgiften i 2025 og 2026 er ',
      replace(format('{{:,}}', b * 1000), ',', '.'), ' kr., over 20.000.000 kr.')
    ELSE concat('Bruttoanlægsudgiften i 2025 og 2026 er ',
      replace(format('{{:,}}', b * 1000), ',', '.'), ' kr.; den skal være over 20.000.000 kr.') END,
  ' K5: ', CASE WHEN K5 = 'mangler_oplysninger' THEN CASE WHEN andel_andre IS NULL AND art IS NULL THEN
      'Kan ikke vurderes, før »andel af pladserne til andre kommuner« og »projektets art« er oplyst.'
    WHEN andel_andre IS NULL THEN 'Kan ikke vurderes, før »andel af pladserne til andre kommuner« er oplyst.'
    ELSE 'Kan ikke vurderes, før »projektets art« er oplyst.' END
    WHEN andel_andre < 25 AND art = 'vedligeholdelse' THEN concat(andel_tekst,
      ' Kravet nævner projekter, der øger kapaciteten; en person skal vurdere, om det gælder vedligeholdelse.')
    ELSE andel_tekst END,
  ' K6: ', CASE WHEN K6 = 'mangler_oplysninger' THEN concat('Kan ikke vurderes, før »', regexp_replace(concat_ws('«, »',
      CASE WHEN pladser_2025 IS NULL THEN 'udvidelse i 2025' END,
      CASE WHEN pladser_2026 IS NULL THEN 'udvidelse i 2026' END,
      CASE WHEN art IS NULL THEN 'projektets art' END,
      CASE WHEN undt6 IS NULL AND bortfald_forventes IS NULL
        THEN 'pladserne bortfalder ellers inden for en overskuelig årrække' END),
      '(.*)«, »', '\1« og »'), '« er oplyst.')
    WHEN u > 0 THEN concat(udvidet, CASE WHEN art = 'blandet' THEN
      ' Projektet både udvider og vedligeholder; en person skal vurdere vedligeholdelsen for sig.' END)
    WHEN undt6 THEN concat('Projektet udvider ikke kapaciteten (udvidelse: ', u_tekst, '). Pladserne ventes ellers at '
      'bortfalde; en person skal vurdere, om det er sandsynliggjort.')
    ELSE concat('Projektet udvider ikke kapaciteten (udvidelse: ', u_tekst,
      '), og det er ikke vedligeholdelse af pladser, der ellers bortfalder.') END)"""
GRUNDE = f"""{_A}, s AS (SELECT *, {_K} {_DELE} FROM a)
SELECT {{bar}} K1, K2, K3, K4, K5, K6, {_BEGRUNDELSE} AS begrundelse FROM s"""

# The findings of the form's checks that can be true for a row of these columns, in the order of the pack.
_TJEK = {
    "S01 navn": "navn IS NULL",
    "S01 ansoegt_2025": "ansoegt_2025 IS NULL",
    "S01 ansoegt_2026": "ansoegt_2026 IS NULL",
    "S01 pladser_2025": "pladser_2025 IS NULL",
    "S01 pladser_2026": "pladser_2026 IS NULL",
    "S01 andel_andre": "andel_andre IS NULL",
    "S01 afsluttes": "afsluttes IS NULL",
    "S05 ansoegt_i_alt": "l = 0",
    "S06 ansoegt_2025": "ansoegt_2025 > 600000",
    "S06 ansoegt_2026": "ansoegt_2026 > 700000",
    "S07 ansoegt_i_alt": "l > b",
    "S08 udvidelse": "u = 0 AND art <> 'vedligeholdelse'",
    "S09 afsluttes": "afsluttes < DATE '2024-05-01'",
    "S10 pladser_etableret": "netto <= 0 AND u > 0",
    "S13 navn": r"regexp_matches(navn, '[0-3][0-9][01][0-9][0-9]{{2}}[- ]?[0-9]{{4}}')",
    "S43 bruttoanlaegsudgift_2025": "bruttoanlaegsudgift_2025 > 1500000",
    "S43 bruttoanlaegsudgift_2026": "bruttoanlaegsudgift_2026 > 1500000",
    "S22 ansoegt_2025": "ansoegt_2025 > bruttoanlaegsudgift_2025 AND ansoegt_2025 <= 600000",
    "S22 ansoegt_2026": "ansoegt_2026 > bruttoanlaegsudgift_2026 AND ansoegt_2026 <= 700000",
    "S23 pladser_2025": "pladser_2025 > 0 AND afsluttes > DATE '2025-12-31'",
    "S24 pladser_etableret": "netto <> u AND NOT (netto <= 0 AND u > 0)",
    # The share in hundredths of a per cent, so that the arithmetic is exact.
    "S25 andel_andre": "n > 0 AND (200 * ((p * n + 9999) // 10000) + n) // (2 * n) <> (p + 50) // 100",
    "S26 ansoegt_i_alt": (
        "u > 0 AND l > 0 AND art <> 'vedligeholdelse' AND (l < 500 * u OR l > 6000 * u) "
        "AND ansoegt_2025 <= 600000 AND ansoegt_2026 <= 700000"
    ),
    "S32 ibrugtagning": "ibrugtagning > DATE '2026-12-31' AND afsluttes <= DATE '2026-12-31'",
    "S33 dokumentation": "koordinering IN ('kkr', 'tvaerkommunal')",
    "S37 pladser_2026": "pladser_2026 > 0 AND afsluttes BETWEEN DATE '2024-05-01' AND DATE '2025-12-31'",
    "S38 ansoegt_2026": "ansoegt_2026 > 0 AND afsluttes BETWEEN DATE '2024-05-01' AND DATE '2025-12-31'",
    "S41 bortfald_begrundelse": "art IN ('vedligeholdelse', 'blandet') AND bortfald_forventes",
    "S42 pladser_vedligeholdt": "art IN ('vedligeholdelse', 'blandet')",
    "S44 bruttoanlaegsudgift_i_alt": (
        "l > 0 AND b > 10 * l AND bruttoanlaegsudgift_2025 <= 1500000 AND bruttoanlaegsudgift_2026 <= 1500000"
    ),
    "S45 bruttoanlaegsudgift_i_alt": (
        "pladser_etableret > 0 AND b > 10000 * pladser_etableret AND bruttoanlaegsudgift_2025 <= 1500000 "
        "AND bruttoanlaegsudgift_2026 <= 1500000"
    ),
    "S60 bortfald_forventes": "art IN ('vedligeholdelse', 'blandet') AND bortfald_forventes IS NOT TRUE",
}
# When a fact is among what is missing.
_GAB = {
    "ansoegt_2025": "K4 = 'mangler_oplysninger' AND ansoegt_2025 IS NULL",
    "ansoegt_2026": "K4 = 'mangler_oplysninger' AND ansoegt_2026 IS NULL",
    "pladser_2025": "(K2 = 'mangler_oplysninger' OR K6 = 'mangler_oplysninger') AND pladser_2025 IS NULL",
    "pladser_2026": "(K2 = 'mangler_oplysninger' OR K6 = 'mangler_oplysninger') AND pladser_2026 IS NULL",
    "andel_andre": "K5 = 'mangler_oplysninger' AND andel_andre IS NULL",
    "afsluttes": "K3 = 'mangler_oplysninger'",
    "lovgrundlag": "K1 = 'mangler_oplysninger'",
    "bruttoanlaegsudgift_2025": "K4 = 'mangler_oplysninger' AND bruttoanlaegsudgift_2025 IS NULL",
    "bruttoanlaegsudgift_2026": "K4 = 'mangler_oplysninger' AND bruttoanlaegsudgift_2026 IS NULL",
    "omdannede_abl105_pladser": "K2 = 'mangler_oplysninger' AND omd IS NULL",
    "art": (
        "art IS NULL AND ((K2 = 'mangler_oplysninger' AND undt2 IS NULL) OR K5 = 'mangler_oplysninger' "
        "OR K6 = 'mangler_oplysninger')"
    ),
    "bortfald_forventes": (
        "bortfald_forventes IS NULL AND ((K2 = 'mangler_oplysninger' AND undt2 IS NULL) "
        "OR (K6 = 'mangler_oplysninger' AND undt6 IS NULL))"
    ),
}
# Rows with a value that its fact does not allow are refused; ``{kommuner}`` is the table of municipalities.
_GYLDIG = """
  coalesce(least(ansoegt_2025, ansoegt_2026, bruttoanlaegsudgift_2025, bruttoanlaegsudgift_2026) >= 0
    AND greatest(ansoegt_2025, ansoegt_2026, bruttoanlaegsudgift_2025, bruttoanlaegsudgift_2026) <= 10000000, true)
  AND coalesce(least(pladser_2025, pladser_2026, pladser_etableret, nedlagte_pladser, omd) >= 0
    AND greatest(pladser_2025, pladser_2026, pladser_etableret, nedlagte_pladser, omd) <= 10000, true)
  AND coalesce(andel_andre BETWEEN 0 AND 100, true)
  AND coalesce(lovgrundlag IN ('sel107', 'sel108', 'sel107_og_108', 'abl105', 'blandet_abl105', 'andet'), true)
  AND coalesce(art IN ('nybyggeri', 'eksisterende_bygning', 'vedligeholdelse', 'blandet'), true)
  AND coalesce(koordinering IN ('kkr', 'tvaerkommunal', 'ingen'), true)
  AND coalesce(afsluttes BETWEEN DATE '1900-01-01' AND DATE '2200-01-01', true)
  AND coalesce(ibrugtagning BETWEEN DATE '1900-01-01' AND DATE '2200-01-01', true)
  AND coalesce(strlen(a.navn) <= 10000, true) AND (kommune IS NULL OR k.navn IS NOT NULL)
"""


def _liste(led: dict[str, str]) -> str:
    """Return SQL for the names whose condition is true, separated by semicolons."""
    dele = ", ".join(f"CASE WHEN {vilkaar} THEN '{navn}' END" for navn, vilkaar in led.items())
    return f"concat_ws('; ', {dele})"


def _alt(begrundelse: str) -> str:
    return (
        _A
        + f""", s AS (SELECT a.*, {_K} {_DELE}, k.navn AS ansoeger_navn, k.region AS ansoeger_region,
  coalesce(pladser_etableret, u) AS n, CAST(andel_andre * 100 AS BIGINT) AS p
  FROM a LEFT JOIN {{kommuner}} k ON k.kode = kommune WHERE {_GYLDIG})
SELECT row_number() OVER () AS raekke, {{bar}} ansoeger_navn, ansoeger_region, u AS udvidelse, l AS ansoegt_i_alt,
  b AS bruttoanlaegsudgift_i_alt, CAST(NULL AS BIGINT) AS bruttoanlaegsudgift_alle_aar, netto AS nettotilgang,
  CASE WHEN u > 0 THEN CAST((l * 200 + u) // (2 * u) / 100 AS DECIMAL(18,2)) END AS ansoegt_pr_plads,
  CASE WHEN 'ikke_opfyldt' IN (K1, K2, K3, K4, K5, K6) THEN 'ikke_opfyldt'
    WHEN 'mangler_oplysninger' IN (K1, K2, K3, K4, K5, K6) THEN 'mangler_oplysninger'
    WHEN 'kraever_vurdering' IN (K1, K2, K3, K4, K5, K6) THEN 'kraever_vurdering' ELSE 'opfyldt' END AS resultat,
  K1, K2, K3, K4, K5, K6, {begrundelse} {_liste(_GAB)} AS mangler, {_liste(_TJEK)} AS skema,
  '{{grundlag}}' AS grundlag FROM s"""
    )


ALT = _alt("")
ALT_OG_GRUNDE = _alt(f"{_BEGRUNDELSE} AS begrundelse,")
