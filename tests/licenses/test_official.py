"""§ 5 UrhG: what is official, what never is, and whose; head-notes and standards of others are noticed, look-alikes are not."""

from __future__ import annotations

import pytest

from licenses.catalogue import catalogue
from licenses.combine import obligation_class
from licenses.official import country_of, first_country, forbids_changes, foreign_part, objection
from licenses.recognise import recognise

DECISION = "Tenor\n\nDie Revision wird zurückgewiesen.\n\nGründe\n\nDie Klägerin begehrt Ersatz."


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        # head-notes that no court wrote
        (None, f"Redaktioneller Leitsatz\n\nEin Zaun ist kein Haus.\n\n{DECISION}", "headnote"),
        (None, f"{DECISION}\n\nOrientierungssatz\n\n1. Ein Zaun ist kein Haus.", "headnote"),
        (None, f"## Leitsätze der Redaktion\n\n{DECISION}", "headnote"),
        (None, f"Nichtamtlicher Leitsatz: Ein Zaun ist kein Haus.\n\n{DECISION}", "headnote"),
        (None, f"Leitsatz des Verfassers\n\n{DECISION}", "headnote"),
        # and those that one wrote, or that are only spoken of
        (None, f"Leitsatz\n\nEin Zaun ist kein Haus.\n\n{DECISION}", None),
        (None, f"Amtliche Leitsätze\n\n{DECISION}", None),
        (None, f"Orientierungssätze der Richterinnen und Richter\n\n{DECISION}", None),
        (None, f"{DECISION} Vgl. BGH NJW 2001, 1 mit redaktionellem Leitsatz.", None),
        (None, f"{DECISION} So auch der Orientierungssatz 2 jenes Urteils.", None),
        (None, f"Leitsatz (redaktionell)\n\nEin Zaun ist kein Haus.\n\n{DECISION}", "headnote"),
        (None, f"Leitsätze (nicht amtlich):\n\n1. Ein Zaun ist kein Haus.\n\n{DECISION}", "headnote"),
        (None, f"Leitsatz (amtlich)\n\nEin Zaun ist kein Haus.\n\n{DECISION}", None),
        # private standards, and statutes that speak of one
        ("DIN EN 1991-1-4", "Einwirkungen auf Tragwerke", "standard"),
        ("VDI 2083", "Reinraumtechnik", "standard"),
        ("DIN-Norm 4109", "Schallschutz", "standard"),
        ("VDI-Richtlinie 2083", "Reinraumtechnik", "standard"),
        ("ÖNORM B 1801-1", "Kosten", "standard"),
        ("DIN-Normen in der Verwaltung", "Die Stadt berichtet.", None),
        (None, "DIN 276:2018-12\n\nKosten im Bauwesen", "standard"),
        ("Verordnung über Kosten nach DIN 276", "§ 1 Anwendung", None),
        ("Dingolfinger Marktordnung", "§ 1 Markttage", None),
        ("ISO-Zertifizierung der Verwaltung", "Die Stadt berichtet.", None),
        # opinions, petitions, attachments
        ("Gutachten zur Standsicherheit der Brücke", "Im Auftrag der Stadt …", "expert_opinion"),
        ("Schallgutachten Bebauungsplan 12", "1. Aufgabe", "expert_opinion"),
        ("Petition für den Erhalt des Bades", "Wir bitten den Rat …", "petition"),
        ("Schalltechnisches Gutachten zum Bebauungsplan 12", "1. Aufgabe", "expert_opinion"),
        ("Sachverständigen-Gutachten", "1. Aufgabe", "expert_opinion"),
        ("Ein Gutachten zur Standsicherheit", "1. Aufgabe", "expert_opinion"),
        ("Das wissenschaftliche Gutachten", "1. Aufgabe", "expert_opinion"),
        ("Öffentliche Petition", "Wir bitten den Rat …", "petition"),
        ("Online-Petition zum Freibad", "Wir bitten den Rat …", "petition"),
        (None, "Ein Gutachten ist nicht nötig, wenn die Brücke steht.", None),
        ("Gutachten-Verordnung", "§ 1", None),
        ("Kosten der Gutachten", "Die Stadt berichtet.", None),
        ("Behandlung der Petition 12", "Der Rat beschließt.", None),
        ("Öffentliche Bekanntmachung", "Der Rat tagt.", None),
        ("Einwendung gegen den Bebauungsplan", "Hiermit …", "petition"),
        ("Anlage 3: Stellungnahme der Firma Beispielbau", "Sehr geehrte …", "third_party"),
        ("Verordnung über das Gutachterausschusswesen", "§ 1 Gutachten erstattet der Ausschuss.", None),
        ("Gutachterausschussverordnung", "§ 1", None),
        ("Gesetz über den Petitionsausschuss", "§ 1 Eingaben", None),
        ("Anlage 3: Gebührentarif", "1. Beglaubigung 5 Euro", None),
        ("Satzung über Märkte", "Ein Gutachten ist nicht nötig.", None),
    ],
)
def test_what_is_no_official_work_is_noticed_and_its_look_alikes_are_not(title, text, expected):
    assert foreign_part(title, text) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.ris.bka.gv.at/Dokument.wxe?Abfrage=Justiz", "AT"),
        ("https://www.wien.gv.at/recht/", "AT"),
        ("https://www.fedlex.admin.ch/eli/cc/24/233", "CH"),
        ("https://www.bger.ch/index", "CH"),
        ("https://www.gemeinde-beispiel.at/satzung", "AT"),
        ("https://www.stadt-beispiel.ch:8443/recht", "CH"),
        ("https://www.gesetze.li/konso/1", "LI"),
        ("https://at.example.de/www.x.at", None),
        ("https://www.linz.example.de/stadt.li", None),
        ("rat/satzung.at", None),
        ("https://eur-lex.europa.eu/legal-content/DE/TXT/?uri=CELEX:32011D0833", "EU"),
        ("ECLI:AT:OGH0002:2019:0010OB00001", "AT"),
        ("ECLI:EU:C:2019:1", "EU"),
        ("ECLI:DE:BGH:2019:010119", None),
        ("https://www.gesetze-im-internet.de/urhg/", None),
        ("https://example.org/europa.eu/text", None),
        ("https://nichteuropa.eu.example/", None),
        ("https://www.baden.example/gv.attika", None),
        (None, None),
    ],
)
def test_an_address_or_identifier_says_whose_official_work_it_is(address, expected):
    assert country_of(address) == expected


def test_a_ground_is_that_of_its_own_country():
    assert objection("LicenseRef-DE-UrhG-5-1", None, None) is None
    assert objection("LicenseRef-DE-UrhG-5-1", None, "AT")[0] == "other_country"
    assert objection("LicenseRef-AT-UrhG-7", None, "AT") is None
    assert objection("LicenseRef-AT-UrhG-7", None, "CH")[0] == "other_country"
    assert objection("CC-BY-4.0", "expert_opinion", "AT") is None  # a licence says what it says
    assert objection("LicenseRef-CH-URG-5", "standard", "CH")[0] == "not_official"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("freie Werke gemäß § 7 öUrhG", "LicenseRef-AT-UrhG-7"),
        ("Art. 5 URG", "LicenseRef-CH-URG-5"),
        ("Beschluss 2011/833/EU", "LicenseRef-EU-reuse-2011-833"),
        ("§ 48 UrhG", "LicenseRef-DE-UrhG-48"),
        ("§ 5 Abs. 1 UrhG", "LicenseRef-DE-UrhG-5-1"),
    ],
)
def test_the_grounds_of_the_neighbours_are_recognised(statement, expected):
    assert recognise(statement).license == expected
    assert expected in catalogue()


def test_what_may_not_be_changed_has_a_class_of_its_own():
    assert obligation_class("LicenseRef-DE-UrhG-5-2") == "source-note"
    assert obligation_class("LicenseRef-DE-UrhG-48") == "source-note"
    assert obligation_class("LicenseRef-DE-UrhG-5-1") == "free"
    assert forbids_changes("LicenseRef-DE-UrhG-5-2 AND CC-BY-4.0")
    assert not forbids_changes("CC-BY-ND-4.0 OR CC0-1.0")
    assert not forbids_changes(None)


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        (("https://gemeinde.example.de/satzung", "s/1", "https://recht.example.at/"), None),
        ((None, "s/1", "https://recht.example.at/"), "AT"),
        (("https://www.bger.ch/x", "s/1", "https://sammlung.example.de/"), "CH"),
        ((None, "court/ECLI:DE:BGH:2020:1", "https://recht.example.at/"), None),
        (("https://example.org/a.de", "s/1", "https://recht.example.at/"), "AT"),
        ((None, None, None), None),
    ],
)
def test_the_first_address_that_names_a_country_decides(addresses, expected):
    assert first_country(*addresses) == expected
