from dataclasses import dataclass, replace
from typing import get_args

import pyarrow as pa
import pytest

from filters.filter import objections
from filters.measures import measure
from filters.profiles import ProfileError, profiles, rules
from filters.reasons import reasons
from pipeline.manifest import Profile as ProfileName


def objected(text, profile):
    """Return the reasons for which `profile` removes `text`, the most telling first."""
    table = objections(measure(pa.array([text], pa.large_string())), rules(profile))
    rows = sorted(table.to_pylist(), key=lambda row: row["rank"])
    return list(dict.fromkeys(row["reason"] for row in rows))


@dataclass(frozen=True)
class Change:
    profile: str
    rule: str
    measure: str | None
    limit: float | None


def test_there_is_a_profile_for_every_name_a_manifest_may_use():
    assert set(profiles()) == set(get_args(ProfileName))


def test_every_rule_says_where_its_limit_comes_from():
    for profile in profiles().values():
        assert profile.german
        assert profile.english
        assert profile.samples
        for rule in profile.rules:
            assert rule.origin
            assert rule.reason in reasons()


def test_every_reason_has_a_sentence_in_two_languages():
    for name, reason in reasons().items():
        assert name == reason.name
        assert reason.german.endswith(".")
        assert reason.english.endswith(".")


PROSE = (
    "Am Morgen fuhr der Müller mit dem Wagen in die Stadt. Er hatte zwölf Säcke geladen und wollte bis zum Abend zurück "
    "sein, denn der Himmel zog sich schon zu. Unterwegs traf er den Schmied, der ihm erzählte, dass die Brücke gesperrt "
    "sei. So nahm er den längeren Weg durch den Wald und kam erst spät an. Niemand hatte mehr mit ihm gerechnet."
)
LAW = (
    "§ 12\n(1) Die Erlaubnis ist schriftlich bei der zuständigen Behörde zu beantragen.\n(2) Dem Antrag sind beizufügen:\n"
    "1. ein Führungszeugnis,\n2. ein Nachweis der Sachkunde nach § 7 Abs. 2 Nr. 1,\n3. ein Lageplan.\n"
    "(3) Über den Antrag ist innerhalb von drei Monaten zu entscheiden; § 42a des Gesetzes bleibt unberührt."
)
PLAY = (
    "ERSTER AUFTRITT.\nDer Garten.\nANNA.\nKommst du?\nKARL.\nGleich.\nANNA.\nDu kommst nicht!\nKARL.\nDoch, doch, ich komme.\n"
    "ANNA.\nSo komm!\nKARL\n(geht ab).\nIch bin schon da."
)
VERSE = (
    "Der Abend sinkt auf Wald und Feld,\nDie Drossel schweigt am Hang,\nEs schläft die müde alte Welt,\nUnd leise wird der "
    "Sang.\n\nDie Drossel schweigt am Hang,\nDer Mond geht auf und scheint\nDen stillen Weg entlang\nAuf den, der wacht und weint."
)
HELP = (
    "zcat\nGibt den Inhalt komprimierter Dateien aus.\nWeitere Informationen: https://example.org/zcat.\n"
    "Gib den Inhalt einer Datei aus:\nzcat pfad/zu/datei.gz\nGib mehrere Dateien nacheinander aus:\nzcat datei1.gz datei2.gz"
)
GLOSSARY = "Abstraktion: Das Weglassen von Einzelheiten, um das Wesentliche einer Sache zu zeigen."
DIARY = "Vormittag gearbeitet. Nachmittag mit Olga im Prater. Abends Theater, sehr müde."
PRINT = (
    "Berlin, den 3. März. Se. Majeſtät der König haben Allergnädigſt geruht, dem Rentmeiſter Schulze zu Potsdam den rothen\n"
    "Adler-Orden vierter Klaſſe zu verleihen. Auf der Eiſenbahn von hier nach Stettin iſt geſtern ein Zug ausgeblieben;\n"
    "man ſagt, der Schnee habe die Schienen bedeckt, ſo daß an ein Fortkommen nicht zu denken war."
)
JUDGMENT = (
    "Tenor\nDie Revision der Beklagten gegen das Urteil des Oberlandesgerichts vom 4. Mai 2017 wird zurückgewiesen.\n"
    "Tatbestand\nDie Klägerin begehrt Ersatz des Schadens, der ihr durch den Umbau des Hauses entstanden ist (vgl. BGHZ 12, "
    "34). Das Landgericht hat die Klage abgewiesen, das Berufungsgericht hat ihr stattgegeben. Dagegen wendet sich die "
    "Beklagte mit der vom Senat zugelassenen Revision."
)


ANSWER = (
    "Stellungnahme zur Anfrage\nThema: Beleuchtung am Bahnhof\n1. Wann werden die Lampen erneuert?\nDie Stadt erneuert die "
    "Lampen im kommenden Jahr. Die Mittel dafür stehen im Haushalt bereit, und die Arbeiten sind schon ausgeschrieben."
)
MATHS = (
    "Wir wollen zeigen, dass die Folge wächst. Es sei $a_{n+1} = a_n^2 + c$ mit $c > 0$.\nDann ist $a_{n+1} - a_n > 0$ für alle "
    "$n \\in N$, denn die Parabel liegt über der Geraden.\nDaraus folgt, was behauptet war."
)


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        (PROSE, "prose"),
        (PROSE, "web"),
        (PROSE, "news"),
        (PROSE, "science"),
        (LAW, "law"),
        (PLAY, "drama"),
        (VERSE, "drama"),
        (HELP, "technical"),
        (GLOSSARY, "list"),
        (DIARY, "prose"),
        (PRINT, "ocr_print"),
        (JUDGMENT, "court"),
        ("Das Wetter war schön.", "sentences"),
        ("Dat Water is deep.", "sentences"),
        ("Dat Water is deep.", "dialect"),
        ("Der Förster ging mit seinem alten Hund noch einmal durch den Wald.", "sentences"),
        ("umziehen\n\nümmeteihn", "list"),
        (PROSE + " Anmeldung bitte an anna@beispiel.de.", "web"),
        (ANSWER, "administration"),
        (MATHS, "educational"),
    ],
)
def test_what_must_stay_stays(text, profile):
    assert objected(text, profile) == []


ALIAS = (
    "gwc\n\nDieser Befehl ist ein Alias von wc.\n\n- Zeige die Dokumentation für den originalen Befehl an:\n\ntldr wc"
)
ADDRESSES = "\n".join(f"Anna Beispiel und Karl Muster: anna.karl.{word}@verein.example.org" for word in "abcdefghijkl")
NAVIGATION = "\n".join(
    ["Startseite", "Kontakt", "Impressum", "Anmelden", "Warenkorb", "Newsletter", "Suche", "Wetter"] * 6
)
LINKS = "\n".join(f"Wald und Wiese Nr. {n} https://www.beispiel-{n}.de/seite/{n}" for n in range(1, 40))
NUMBERS = "\n".join(f"2021-03-{day:02},DE-B,{day * 37},{day * 91},{day},0" for day in range(1, 31))
MISREAD = "Tbe| fjih~t lx;; qwrt d1e Wa1d h4t jrlt* =t< Bxmr; vnd d~r |ilt jst mcht xu s3hn, wjr fr=gn n^n bcd. "
GARBAGE = MISREAD * 3
SPAM = " ".join(
    f"Kredit günstig {word} Kredit sofort Kredit {other}" for word, other in zip("abcdefgh", "stuvwxyz", strict=True)
)


@pytest.mark.parametrize(
    ("text", "profile", "reason"),
    [
        (NAVIGATION, "web", "repeated_lines"),
        (LINKS, "web", "too_many_links"),
        (NUMBERS, "technical", "number_table"),
        (NUMBERS, "law", "number_table"),
        ("\n".join(f"{PROSE[n : n + 90]}" for n in (0, 90, 180)) + "\n" + MISREAD, "ocr_print", "ocr_quality"),
        (" ".join([PROSE] * 4), "prose", "repeated_ngrams"),
        ("\n".join([PROSE] * 4), "web", "repeated_lines"),
        ("\n\n".join([PROSE] * 4), "science", "repeated_lines"),
        (PROSE.replace("ö", "Ã¶").replace("ü", "Ã¼").replace("ä", "Ã¤"), "prose", "encoding_damage"),
        (PROSE.upper(), "web", "shouting"),
        ("Dur Färstor geng mxt suinam oltqn Hpnd nuch aonmil derch dyn Wuld.", "sentences", "ocr_quality"),
        (ADDRESSES, "web", "too_many_links"),
        (ALIAS, "technical", "too_few_words"),
        ("Ja.", "web", "too_few_words"),
        ("", "sentences", "too_few_words"),
        (None, "list", "too_few_words"),
    ],
)
def test_what_must_go_goes_for_the_right_reason(text, profile, reason):
    assert objected(text, profile)[0] == reason


@pytest.mark.parametrize("name", sorted(get_args(ProfileName)))
@pytest.mark.parametrize("text", [NUMBERS, GARBAGE, NAVIGATION, LINKS, SPAM, "", None])
def test_no_profile_keeps_what_is_no_text(name, text):
    assert objected(text, name)


@pytest.mark.parametrize("name", sorted(get_args(ProfileName)))
def test_a_value_at_the_limit_stays_and_one_beyond_goes(name):
    for whole in rules(name):
        rule = replace(whole, min_words=0, short=None)
        step = 1 if float(rule.limit).is_integer() and rule.measure == "words" else 1e-6 + abs(rule.limit) * 1e-6
        beyond = rule.limit - step if rule.side == "at_least" else rule.limit + step
        column = pa.array(
            [rule.limit, beyond, None, float("nan")], pa.float32() if rule.measure != "words" else pa.float64()
        )
        broken = objections(pa.table({rule.measure: column}), [rule])
        assert broken.column("row").to_pylist() == [1, 2, 3]
        assert set(broken.column("reason").to_pylist()) == {rule.reason}


@pytest.mark.parametrize(("words", "goes"), [(39, True), (40, False)])
def test_one_word_on_either_side(words, goes):
    assert ("too_few_words" in objected(" ".join(["Wald"] * words), "court")) == goes


def test_a_recipe_moves_and_removes_limits():
    moved = rules("prose", [Change("*", "too_few_words", None, 1), Change("prose", "ocr_quality", "letter_bits", 4.2)])
    assert [rule.limit for rule in moved if rule.reason == "too_few_words"] == [1]
    assert [rule.limit for rule in moved if rule.measure == "letter_bits"] == [pytest.approx(4.2)]
    assert not [
        rule for rule in rules("prose", [Change("prose", "ocr_quality", None, None)]) if rule.reason == "ocr_quality"
    ]
    assert rules("law", [Change("prose", "too_few_words", None, 1)]) == rules("law")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (Change("prose", "too_few_wrods", None, 1), "fits no rule"),
        (Change("prose", "ocr_quality", "words", 1), "fits no rule"),
        (Change("prose", "ocr_quality", None, 1), "letter_bits"),
        (Change("novel", "ocr_quality", None, None), "novel"),
    ],
)
def test_a_change_that_would_do_nothing_is_an_error(change, message):
    with pytest.raises(ProfileError, match=message):
        rules("prose", [change])


def test_an_unknown_profile_is_an_error():
    with pytest.raises(ProfileError, match="'novel'"):
        rules("novel")


TELEGRAM = "Ankomme Freitag 17 Uhr 40 mit Kind und Koffer, bitte Wagen schicken, Gruß Berta"
DOTTED = "Ich hatte es ja gesagt... Aber mich fragt ja keiner..."
LIST_OF_SENTENCES = "\n".join(
    f"- {sentence}."
    for sentence in (
        "Der Brunnen am Rathaus wird im Winter abgestellt, damit die Leitung nicht einfriert",
        "Wer im Wald Holz sammelt, braucht dafür einen Schein der Forststelle",
        "Hunde sind auf dem Spielplatz nicht erlaubt, auch nicht an der Leine",
        "Die Bücherei hat am Samstag nur bis zum Mittag geöffnet",
    )
)
DRAMA_IN_DIALECT = (
    "DÄ WIRT.\nNoh wat, Fritz, häs de hück ald jet gegesse? Ich han der en Zupp opgehovve, die es noch wärm.\n"
    "FRITZ.\nEnä, Wirt, ich moot doch bei der Schmidt, däm es et Pääd kapottgegange. Jetz han ich Hunger wie ene Wolf.\n"
    "DÄ WIRT.\nDann setz dich hin, Jung, un loss et der schmecke. Morje jommer zosamme noh Kölle erop."
)
FEES = (
    "Verordnung über die Gebühren der Forststelle\n\n§ 1 Gebühren\n\nDie Forststelle erhebt für ihre Leistungen die Gebühren der "
    "Anlage. Sie werden mit der Ausgabe des Scheins fällig.\n\nAnlage\n\n"
    + "\n".join(f"{n} | Holzschein für {n} Raummeter Brennholz | {n * 3},50 Euro" for n in range(1, 40))
)
SPECIES = (
    "§ 1\n\nDie folgenden Arten stehen unter Schutz und dürfen nicht gesammelt werden:\n\n"
    + "\n".join(
        f"{n}. {name}"
        for n, name in enumerate(
            ["Allium ursinum L. Bärlauch", "Arnica montana L. Arnika", "Convallaria majalis L. Maiglöckchen"] * 8, 1
        )
    )
    + "\n\n§ 2\n\nDie Forststelle kann Ausnahmen für die Wissenschaft zulassen."
)


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        ("Verdiente 5 Punkte!", "sentences"),
        ("211 stimmten dafür.", "sentences"),
        ("Freundliche, kundige Bedienung.", "sentences"),
        ("Die 320 Aussteller rechnen mit 12000 Gästen.", "sentences"),
        ("Das Frühstück ist WIRKLICH GUT!", "sentences"),
        ("Wie es dem Bach geht, so geht es dem Dorf.", "sentences"),
        ("Also ich finde, dass es mir hier sehr gefällt und gut bekommt!", "sentences"),
        (DOTTED, "forum"),
        (TELEGRAM, "prose"),
        ("23/10 Nm. P. M. bei mir.", "prose"),
        ("Abends Oper.― Nachher C. P.", "prose"),
        (LIST_OF_SENTENCES, "technical"),
        (DRAMA_IN_DIALECT, "drama"),
        (FEES, "law"),
        (SPECIES, "law"),
    ],
)
def test_good_german_that_is_short_spelled_otherwise_or_enumerated_stays(text, profile):
    assert objected(text, profile) == []


TREATY = "Gesetz zu dem Abkommen vom {day}. Mai 1971 zwischen der Stadt Quellenhagen und der Gemeinde Oberbrunn über {matter} (QuAbkG)"
HEAD = TREATY + "\n\nAusfertigungsdatum: 1971-06-{day}\n\nFundstelle: BGBl II: 1971, 8{day}"
CONTENTS = "\n".join(
    f"{title} {'.' * dots} {page}"
    for title, dots, page in zip(
        [
            "Vorrede",
            "Erstes Kapitel. Von den Brunnen",
            "Von der Pflege der Wege und Stege",
            "Anhang",
            "Register der Orte",
        ]
        * 6,
        [8, 0, 12, 0, 3] * 6,
        range(5, 155, 5),
        strict=True,
    )
)
INDEX = "\n".join(
    f"{name}, {what} {page} *."
    for page, (name, what) in enumerate(
        [("Dietz", "Neuer Motor"), ("Ebert", "Regler für Pumpen"), ("Frank", "Über das Messen von Drehungen")] * 12, 40
    )
)
MEMBERS = "\n".join(
    f"{first} {last}\n{party}"
    for first, last, party in [("Anna", "Lindt", "Bürgerliste"), ("Karl", "Moser", "Freie Wähler")] * 15
)


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        (HEAD.format(day=11, matter="die Schonung der Quellen"), "law"),
        (HEAD.format(day=12, matter="Zoll") + "\n\nStand: Zuletzt geändert durch Art. 3 V v. 4.5.1988 I 612", "law"),
        *(
            (text, profile)
            for text in (CONTENTS, INDEX, MEMBERS)
            for profile in ("prose", "science", "web", "parliament", "encyclopedic")
        ),
    ],
)
def test_titles_contents_indexes_and_lists_of_names_have_no_sentences(text, profile):
    assert "no_sentences" in objected(text, profile)


def test_a_law_of_one_sentence_is_a_law():
    law = (
        HEAD.format(day=13, matter="den Holzschein")
        + "\n\nDer Holzschein gilt ein Jahr lang und wird auf den Namen ausgestellt."
    )
    assert objected(law, "law") == []
