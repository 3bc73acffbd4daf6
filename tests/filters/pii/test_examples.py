"""Plain examples, one per kind and look-alike; the labelled set with its rates is in test_rates."""

import pyarrow as pa
import pytest

from filters.pii.masking import mask
from filters.pii.spans import find


def hits(text):
    spans = find(pa.array([text], pa.large_string())).column("spans").to_pylist()[0]
    return [(span["kind"], text[span["start"] : span["end"]]) for span in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Schreiben Sie an erika.muster@beispiel.de, bitte.", ("email", "erika.muster@beispiel.de")),
        ("info (at) müller-bau (punkt) de", ("email", "info (at) müller-bau (punkt) de")),
        ("Tel.: 07 21 / 1 33 15 04", ("phone", "07 21 / 1 33 15 04")),
        ("Rufen Sie +49 (0)721 133-1504 an", ("phone", "+49 (0)721 133-1504")),
        ("Handy 0151 23456789", ("phone", "0151 23456789")),
        ("Konto DE89 3704 0044 0532 0130 00 bei", ("iban", "DE89 3704 0044 0532 0130 00")),
        ("Karte 4111 1111 1111 1111 gültig", ("credit_card", "4111 1111 1111 1111")),
        ("Steuer-ID 36 574 261 809", ("tax_id", "36 574 261 809")),
        ("RV-Nr. 15 070649 C 10 3", ("social_security", "15 070649 C 10 3")),
        ("AHV 756.9217.0769.85", ("social_security", "756.9217.0769.85")),
        ("Personalausweis Nr. T220001293", ("identity_document", "T220001293")),
        ("Der Pkw mit dem Kennzeichen KA-MU 123 parkte", ("license_plate", "KA-MU 123")),
        ("Zugriff von 93.184.216.77 um", ("ip_address", "93.184.216.77")),
        ("Zugriff von 2a01:db8:85a3::8a2e:370:7334 um", ("ip_address", "2a01:db8:85a3::8a2e:370:7334")),
        ("Gerät 00:1A:2b:3C:4d:5e", ("mac_address", "00:1A:2b:3C:4d:5e")),
        ("Erika Muster, geb. am 12. März 1980 in Ulm", ("birth_date", "12. März 1980")),
        ("Geburtsdatum: 12.03.1980", ("birth_date", "12.03.1980")),
        ("Lange Straße 12a, 76131 Karlsruhe", ("postal_address", "Lange Straße 12a, 76131 Karlsruhe")),
        ("Er wohnt Lindenallee 22 in 45127 Essen.", ("postal_address", "Lindenallee 22 in 45127 Essen")),
        ("Frau Meier (Tulpenweg 5 in Bad Honnef) klagt.", ("postal_address", "Tulpenweg 5 in Bad Honnef")),
        ("Kurze Straße 3, II. Stock in 45127 Essen", ("postal_address", "Kurze Straße 3, II. Stock in 45127 Essen")),
        ("Anschrift Lindenallee 22, 45127 Essen", ("postal_address", "Lindenallee 22, 45127 Essen")),
        ("Neue Wohnanschrift Kurze Straße 3, 45127 Essen", ("postal_address", "Kurze Straße 3, 45127 Essen")),
        (
            "Max Muster, geb. 13.4.1960, verletzte sich; beim Unfall starb 2010 ein Kind.",
            ("birth_date", "13.4.1960"),
        ),
        ("Anna M., geboren am 3. Mai 1985 in Kiel, ist gefallen 2012 und klagt.", ("birth_date", "3. Mai 1985")),
        ("Max M., geb. 1.2.1960 in Kiel, Frau Muster starb 2010.", ("birth_date", "1.2.1960")),
        ("Max M., geb. 1.2.1960; 2010 ist sein Hund gestorben.", ("birth_date", "1.2.1960")),
        (
            "https://a.beispiel.de/x?sessionid=8f3a9c1e77&b=1",
            ("url_token", "https://a.beispiel.de/x?sessionid=8f3a9c1e77&b=1"),
        ),
    ],
)
def test_is_found(text, expected):
    assert hits(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Gesetz vom 12. Mai 1999 (BGBl. I S. 2345)",
        "Drucksache 19/12345 und 0123/45",
        "Az. 3 U 123/17, Beschluss vom 01.02.2003",
        "ISBN 978-3-16-148410-0",
        "§§ 305, 307 bis 309 BGB, § 12 Abs. 3 Satz 2 Nr. 4",
        "Konto DE89 3704 0044 0532 0130 01 bei",
        "Karte 4111 1111 1111 1112",
        "Steuer-ID 36 574 261 808",
        "Abschnitt 3.1.2.4 und Version 1.20.3.4",
        "Johann Wolfgang Goethe, geboren am 28. August 1749",
        "um 12:30:45 Uhr, std::vector",
        "Die Stadtverwaltung (Rathausplatz 5 in Bonn) teilt mit",
        "Das Treffen (Saal 5 in Bonn) fiel aus",
        "Im Jahr 2010 in 45127 Essen und im Mai 2010 in 45127 Essen",
        "A. Muster (geb. 3.5.1920 in Kiel; † 3. Mai 1990 in Bonn)",
        "A. Muster wurde am 3. Mai 1920 in Kiel geboren und starb 1990 in Bonn.",
        "A. Muster, geb. am 3. Mai 1920 in Kiel, 1990 in Bonn gestorben",
        "A. Muster (geb. 3.5.1920 in Kiel) starb 1990.",
        "A. Muster, geb. am 3. Mai 1920. Er starb 1990.",
        "bild@2x.png und @property",
        "https://beispiel.de/suche?q=wasser&seite=2",
        "Lange Straße in Karlsruhe",
        "1914 bis 1918, 0,123456789 und 0 1 2 3 4 5 6 7 8 9",
    ],
)
def test_is_no_personal_data(text):
    assert hits(text) == []


def test_spans_count_code_points_and_can_be_masked():
    text = "𝔐🙂 a\u0308: erika@beispiel.de und Tel. 030 12345678"
    spans = find(pa.array([text])).column("spans").to_pylist()[0]
    assert [text[span["start"] : span["end"]] for span in spans] == ["erika@beispiel.de", "030 12345678"]
    assert mask(text, spans, {})[0] == "𝔐🙂 a\u0308: [E-MAIL] und Tel. [TELEFON]"
