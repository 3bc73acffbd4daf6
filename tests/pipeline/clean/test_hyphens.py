import pytest

from pipeline.clean.clean import clean
from pipeline.clean.options import CleanOptions
from pipeline.count.counts import count, merge
from tests.pipeline.clean.corpus import read_table


def joined(text, *others, profile="ocr_print"):
    read = read_table([text, *others, *others])
    documents, _ = clean(read, merge([count(read)]), CleanOptions(profile=profile))
    return documents.column("text").to_pylist()[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Ver-\nwaltung tagt", "Die Verwaltung tagt"),
        ("Die Ver-\nwaltung, sagt man,", "Die Verwaltung, sagt man,"),
        ("Ende der Ver-\nwaltung", "Ende der Verwaltung"),
        ("Die Nord-Süd-Verbin-\ndung", "Die Nord-Süd-Verbindung"),
        ("Verwal\u00ad\ntung", "Verwaltung"),
        ("Verwal¬\ntung", "Verwaltung"),
        ("Verwal⸗\ntung", "Verwaltung"),
        ("des kuͤh⸗\nnen Schiffes", "des kuͤhnen Schiffes"),
        ("die Haus-/Verwal-\ntung", "die Haus-/Verwaltung"),
        ("irgend⸗\nwie wie ein 3gro⸗\nschenstück", "irgendwie wie ein 3groschenstück"),
        ("so-\nwie den-\nnoch", "sowie dennoch"),
        ("sozial-\ndemokratisch", "sozialdemokratisch"),
        ("Wider-\nspruchs-Recht", "Widerspruchs-Recht"),
        ("wissenschaft-\nlich-technische Fragen", "wissenschaftlich-technische Fragen"),
        ("Rhein-\nland-Pfalz", "Rheinland-Pfalz"),
        ("Herzlich-\nkeit, schrift-\nlich", "Herzlichkeit, schriftlich"),
        ("englisch-\nsprachig", "englischsprachig"),
        ("Ver-\nwal-\ntung", "Verwaltung"),
    ],
)
def test_broken_words_are_made_whole(text, expected):
    assert joined(text) == expected


def test_the_line_break_moves_behind_the_word_where_lines_are_kept():
    assert joined("Die alte Ver-\nwaltung tagt\nheute hier") == "Die alte Verwaltung\ntagt\nheute hier"
    assert joined("Eins\nzwei\n\nDie Ver-\nwaltung tagt") == "Eins\nzwei\n\nDie Verwaltung tagt"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ein US-\namerikanisches Boot", "ein US-amerikanisches Boot"),
        ("die EU-\nVerordnung", "die EU-Verordnung"),
        ("eine schriftlich-\npraktische Prüfung", "eine schriftlich-praktische Prüfung"),
        ("deutsch-\nfranzösischer Handel", "deutsch-französischer Handel"),
        ("öffentlich⸗\nrechtlich", "öffentlich⸗rechtlich"),
        ("die Anna-\nvon-Husum-Schule", "die Anna-von-Husum-Schule"),
        ("eine 18-\njährige Frau", "eine 18-jährige Frau"),
        ("in Baden-\nWürttemberg", "in Baden-Württemberg"),
        ("ein E-\nBike", "ein E-Bike"),
        ("der CO2-\nAusstoß", "der CO2-Ausstoß"),
        ("die Kfz-\nsteuerliche Frage", "die Kfz-steuerliche Frage"),
        ("die 5-\nProzent-Hürde", "die 5-Prozent-Hürde"),
        ("schwarz-\nrot-goldene Fahnen", "schwarz-rot-goldene Fahnen"),
        ("die Main-Elbe-\nBahn", "die Main-Elbe-Bahn"),
        ("der Regierungs⸗\nRath", "der Regierungs⸗Rath"),
    ],
)
def test_true_hyphens_lose_their_line_end_alone(text, expected):
    assert joined(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ein-\nund Ausfuhr", "Ein- und Ausfuhr"),
        ("Haus-\noder Hofhund\nund mehr", "Haus- oder\nHofhund\nund mehr"),
        ("Vor- \nund Nachteile", "Vor- und Nachteile"),
        ("zwei-\nbis dreimal", "zwei- bis dreimal"),
        ("EIN-\nUND AUSGANG", "EIN- UND AUSGANG"),
    ],
)
def test_a_suspended_half_keeps_hyphen_and_blank(text, expected):
    assert joined(text) == expected


def test_a_half_before_its_whole_word_is_a_catchword():
    assert joined("Wir singen näm⸗\nnämlich oft") == "Wir singen nämlich oft"
    assert joined("ein Bon-\nbonkessel") == "ein Bonbonkessel"


@pytest.mark.parametrize(
    "text",
    [
        "Die Jahre 1914-\n1918",
        "siehe https://beispiel.de/ver-\nwaltung",
        "x =\ny",
        "wert=\nanders",
        "– ein Gedanke –\nnoch einer",
        "- Liste\n- noch etwas",
        "du fragst nach dem Bu-\nEs ist fort",
        "Er floh hinab-\nGeschleudert von ihr",
        "Und Qualm-\nUnd wieder Qualm",
        "siehe Pfad/zum/ver-\nwaltung",
    ],
)
def test_other_hyphens_stay(text):
    assert joined(text) == text


def test_the_sources_own_words_decide():
    assert joined("in Baden-\nWürttemberg", "in Baden-Württemberg", "Ver-\nein") == "in Baden-Württemberg"
    assert joined("die nord-\nsüdliche", "die nord-südliche", "Ver-\nein") == "die nord-südliche"
    assert joined("per E-\nMail", "eine E-Mail kam", "Ver-\nein") == "per E-Mail"
    assert joined("Ver=\nwaltung", "die Verwaltung", "Ver-\nein") == "Verwaltung"
    assert joined("DOKU-\nMENT", "Das Dokument", "Ver-\nein") == "DOKUMENT"


def test_program_text_keeps_its_hyphens():
    assert joined("Die Ver-\nwaltung", profile="technical") == "Die Ver-\nwaltung"
