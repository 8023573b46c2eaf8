"""The loan pool's six criteria written by hand in SQL for DuckDB, as peers of the compiled statements.

``STATUSSER`` returns the statuses; ``GRUNDE`` also returns the same reasons, word for word. ``{ind}`` is the relation,
``{bar}`` the columns to copy. Each CASE is one table of the domain description.
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
  ansoegt_2025 + ansoegt_2026 AS l, omdannede_abl105_pladser AS omd FROM {ind})
"""
STATUSSER = f"{_A} SELECT {{bar}} {_K} FROM a"
GRUNDE = (
    _A
    + r""", s AS (SELECT *, """
    + _K
    + r""", art = 'vedligeholdelse' AND bortfald_forventes AND omd = 0 AS undt2,
  art = 'vedligeholdelse' AND bortfald_forventes AS undt6,
  concat(u, CASE u WHEN 1 THEN ' plads' ELSE ' pladser' END) AS u_tekst,
  CASE lovgrundlag WHEN 'sel107' THEN 'SEL § 107' WHEN 'sel108' THEN 'SEL § 108' WHEN 'sel107_og_108' THEN
    'SEL §§ 107 og 108' WHEN 'abl105' THEN 'ABL § 105' WHEN 'blandet_abl105' THEN 'både SEL og ABL § 105'
    ELSE 'et andet lovgrundlag' END AS lov_tekst,
  concat(replace(regexp_replace(CAST(CAST(andel_andre AS DOUBLE) AS VARCHAR), '\.0$', ''), '.', ','),
    ' pct. af pladserne er til rådighed for andre kommuner; det skal være mindst 25 pct.') AS andel_tekst FROM a)
SELECT {bar} K1, K2, K3, K4, K5, K6, concat(
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
    WHEN u > 0 THEN concat('Projektet udvider kapaciteten med ', u_tekst, '.', CASE WHEN omd > 0 THEN
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
    WHEN u > 0 THEN concat('Projektet udvider kapaciteten med ', u_tekst, '.', CASE WHEN art = 'blandet' THEN
      ' Projektet både udvider og vedligeholder; en person skal vurdere vedligeholdelsen for sig.' END)
    WHEN undt6 THEN concat('Projektet udvider ikke kapaciteten (udvidelse: ', u_tekst, '). Pladserne ventes ellers at '
      'bortfalde; en person skal vurdere, om det er sandsynliggjort.')
    ELSE concat('Projektet udvider ikke kapaciteten (udvidelse: ', u_tekst,
      '), og det er ikke vedligeholdelse af pladser, der ellers bortfalder.') END) AS begrundelse
FROM (SELECT *, bruttoanlaegsudgift_2025 IS NULL AND bruttoanlaegsudgift_2026 IS NULL AND
  (ansoegt_2025 IS NULL) <> (ansoegt_2026 IS NULL) AS foerst FROM s)"""
)
