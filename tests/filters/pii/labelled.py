"""The labelled set: per kind at least 100 texts that hold it and 100 that hold something alike, made from fixed seeds."""

import numpy as np
from stdnum import iban, luhn
from stdnum.at import vnr
from stdnum.ch import ssn
from stdnum.de import idnr, vat

SIZE = 120
FIRST = ["Erika", "Hans", "Jürgen", "Ayşe", "Käthe", "Łukasz", "Maria", "Özlem", "Sören", "Zoë", "Anna-Lena", "René"]
LAST = [
    "Muster",
    "Müller",
    "Groß",
    "Öztürk",
    "Krämer",
    "Schulze-Brandt",
    "Vogel",
    "Weiß",
    "Jäger",
    "Nowak",
    "Beispiel",
    "Hübner",
]
TOWNS = [
    "Berlin",
    "Hamburg",
    "München",
    "Köln",
    "Leipzig",
    "Ulm",
    "Würzburg",
    "Görlitz",
    "Rostock",
    "Kassel",
    "Trier",
    "Moers",
]
STREETS = (
    "Hauptstraße|Lindenweg|Goetheplatz|Alte Gasse|Bahnhofstr.|Am Markt|Königsallee|Ringstraße|Karl-Marx-Allee|Mühlenweg"
)
STREETS = STREETS.split("|")
MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


class Maker:
    """Draws digits, words and whole numbers from one seed."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def pick(self, values):
        return values[int(self.rng.integers(len(values)))]

    def number(self, low, high):
        return int(self.rng.integers(low, high + 1))

    def digits(self, count):
        return "".join(str(self.number(0, 9)) for _ in range(count))

    def letters(self, count, alphabet="ABCDEFGHKLMNPRSTUVWXYZ"):
        return "".join(self.pick(alphabet) for _ in range(count))

    def grouped(self, text, *sizes, by=" "):
        ends = np.cumsum(sizes).tolist()
        return by.join(text[end - size : end] for size, end in zip(sizes, ends, strict=True))

    def wrong(self, number):
        return number[:-1] + str((int(number[-1]) + self.number(1, 9)) % 10)


def _ascii(name):
    table = str.maketrans(
        {"ü": "ue", "ö": "oe", "ä": "ae", "ß": "ss", "Ö": "Oe", "ş": "s", "Ł": "L", "ë": "e", "é": "e"}
    )
    return name.translate(table).lower()


def email(m):
    user = m.pick(["{a}.{b}", "{a}_{b}", "{b}{n}", "{a}+liste", "{b}"])
    user = user.format(a=_ascii(m.pick(FIRST)), b=_ascii(m.pick(LAST)), n=m.number(1, 99))
    host = m.pick(["beispiel.de", "uni-musterstadt.de", "mail.beispiel.org", "müller-bau.at", "stadt.ch", "firma.gmbh"])
    return m.pick([f"{user}@{host}"] * 3 + [f"{user} (at) {host}", f"{user}[at]{host.replace('.', '[punkt]')}"])


def phone(m):
    area, local = (
        m.pick(["030", "0721", "089", "040", "0221", "06221", "0341"]),
        "".join([str(m.number(2, 9)), m.digits(6)]),
    )
    mobile = m.pick(["0151", "0160", "0171", "0176"]) + " " + m.pick("23456789") + m.digits(7)
    shapes = [
        f"Tel. {{{area} {local}}}",
        f"Telefon: {{{area}/{local[:3]}-{local[3:]}}}",
        f"Sie erreichen uns unter {{{area}-{local}}}",
        f"Fax {{+49 {area[1:]} {local}}}",
        f"{{+49 (0){area[1:]} {local[:4]}-{local[4:]}}}",
        f"Zentrale ({{{area}/{local}}})",
        f"mobil {{{mobile}}}",
        f"{{{mobile}}} (abends)",
        f"Rufnummer {{({area}) {local}}}",
        f"Wien: {{+43 1 {local[:7]}}}",
        f"Zürich, {{+41 44 {local[:3]} {local[3:5]} {local[5:]}}}",
        f"Durchwahl {{{local[:3]}-{local[3:]}}}",
    ]
    return m.pick(shapes)


def german_iban(m):
    body = m.digits(18)
    number = f"DE{iban.calc_check_digits('DE00' + body)}{body}"
    return m.pick([number, m.grouped(number, 4, 4, 4, 4, 4, 2)])


def card(m):
    body = m.pick(["4", "51", "53", "2221"])
    body += m.digits(15 - len(body))
    number = body + luhn.calc_check_digit(body)
    return m.pick([number, m.grouped(number, 4, 4, 4, 4), m.grouped(number, 4, 4, 4, 4, by="-")])


def tax(m):
    while True:
        body = str(m.number(1, 9)) + m.digits(9)
        counts = sorted(body.count(digit) for digit in set(body))
        if counts[-1] in (2, 3) and counts[-2] == 1:
            break
    check = next(str(digit) for digit in range(10) if idnr.is_valid(body + str(digit)))
    number = body + check
    return m.pick([m.grouped(number, 2, 3, 3, 3), number])


def vat_id(m):
    while True:
        number = str(m.number(1, 9)) + m.digits(8)
        if vat.is_valid("DE" + number):
            return "DE" + number


def pension(m):
    birth = f"{m.number(1, 28):02d}{m.number(1, 12):02d}{m.digits(2)}"
    body = f"{m.number(10, 69)}{birth}{m.letters(1)}{m.digits(2)}"
    digits = f"{body[:8]}{ord(body[8]) - 64:02d}{body[9:]}"
    products = [int(digit) * weight for digit, weight in zip(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True)]
    number = body + str(sum(digit // 10 + digit % 10 for digit in products) % 10)
    return m.pick([number, m.grouped(number, 2, 6, 1, 3)])


def swiss(m):
    body = "756" + m.digits(9)
    check = next(str(digit) for digit in range(10) if ssn.is_valid(body + str(digit)))
    return m.grouped(body + check, 3, 4, 4, 2, by=".")


def austrian(m):
    while True:
        number = f"{m.number(1, 9)}{m.digits(3)}{m.number(1, 28):02d}{m.number(1, 12):02d}{m.digits(2)}"
        if vnr.is_valid(number):
            return number


def identity(m):
    body = m.letters(1, "LMNPRTVWXY") + m.letters(4, "CFGHJKLMNPRTVWXYZ0123456789") + m.digits(4)
    total = sum(int(digit, 36) * (7, 3, 1)[place % 3] for place, digit in enumerate(body))
    return m.pick([body, body + str(total % 10)])


def plate(m):
    return f"{m.pick(['KA', 'B', 'HH', 'M', 'LÖ', 'WÜ', 'MTK'])}-{m.letters(m.number(1, 2))} {m.number(1, 9999)}{m.pick(['', '', 'E', 'H'])}"


def address(m):
    number = f"{m.number(1, 199)}{m.pick(['', '', 'a', ' b'])}"
    return f"{m.pick(STREETS)} {number}{m.pick([', ', ', D-', chr(10)])}{m.number(10000, 99999)} {m.pick(TOWNS)}"


def date(m, low, high):
    day, month, year = m.number(1, 28), m.number(1, 12), m.number(low, high)
    return m.pick([f"{day}.{month}.{year}", f"{day:02d}.{month:02d}.{year}", f"{day}. {MONTHS[month - 1]} {year}"])


def ipv4(m):
    return f"{m.pick([23, 62, 84, 91, 141, 185, 203])}.{m.number(0, 255)}.{m.number(100, 255)}.{m.number(1, 254)}"


def ipv6(m):
    return (
        f"2001:{m.digits(3)}{m.letters(1, 'abcdef')}:{m.digits(2)}{m.letters(2, 'abcdef')}::{m.digits(4)}:{m.digits(2)}"
    )


def mac(m):
    return m.pick([":", "-"]).join(m.letters(1, "abcdef") + m.digits(1) for _ in range(6))


def token_url(m):
    secret = m.letters(4, "abcdef") + m.digits(12) + m.letters(4, "abcdef")
    name = m.pick(["token", "access_token", "sessionid", "sid", "api_key", "auth", "PHPSESSID"])
    shapes = [
        f"https://portal.beispiel.de/konto?{name}={secret}",
        f"https://www.beispiel.de/seite;jsessionid={secret.upper()}?x=1",
        f"https://beispiel.de/reset/{secret}",
        f"https://erika:geheim{m.digits(2)}@intern.beispiel.de/ablage",
    ]
    return m.pick(shapes)


POSITIVE = {
    "email": lambda m: f"{m.pick(['Bitte an', 'E-Mail:', 'Kontakt', '<mailto'])} {{{email(m)}}} schreiben.",
    "phone": lambda m: f"{m.pick(FIRST)} {m.pick(LAST)}, {phone(m)}, werktags.",
    "iban": lambda m: (
        f"{m.pick(['IBAN:', 'Konto', 'überweisen auf', 'Bankverbindung'])} {{{german_iban(m)}}} bei der Bank."
    ),
    "credit_card": lambda m: (
        f"{m.pick(['Kreditkarte', 'Visa', 'Kartennummer:', 'gezahlt mit'])} {{{card(m)}}}, gültig bis 12/27"
    ),
    "tax_id": lambda m: m.pick(
        [f"Steuer-ID {{{tax(m)}}} laut Bescheid", f"USt-IdNr.: {{{vat_id(m)}}}", f"IdNr. {{{tax(m)}}}"]
    ),
    "social_security": lambda m: m.pick(
        [f"Rentenversicherungsnummer {{{pension(m)}}}.", f"AHV-Nr. {{{swiss(m)}}}", f"SVNR {{{austrian(m)}}} (Wien)"]
    ),
    "identity_document": lambda m: (
        f"{m.pick(['Personalausweis Nr.', 'Reisepass', 'Ausweisnummer:', 'Passnummer'])} {{{identity(m)}}} vorgelegt"
    ),
    "license_plate": lambda m: (
        f"{m.pick(['Der Pkw', 'Kennzeichen', 'das Fahrzeug mit dem Kfz-Kennzeichen', 'Halter des Wagens'])} {{{plate(m)}}} fuhr"
    ),
    "ip_address": lambda m: (
        f"{m.pick(['Zugriff von', 'IP', 'gesperrt:', 'Server'])} {{{m.pick([ipv4(m), ipv6(m)])}}} um 12:30:45 Uhr"
    ),
    "mac_address": lambda m: f"{m.pick(['Gerät', 'MAC', 'Schnittstelle'])} {{{mac(m)}}} verbunden",
    "birth_date": lambda m: (
        f"{m.pick(FIRST)} {m.pick(LAST)}, {m.pick(['geb. am', 'geboren am', 'geb.', 'Geburtsdatum:'])} {{{date(m, 1930, 2015)}}} in {m.pick(TOWNS)}"
    ),
    "postal_address": lambda m: f"{m.pick(['Herrn', 'Frau', 'Anschrift:', 'wohnhaft:'])} {{{address(m)}}}.",
    "url_token": lambda m: f"{m.pick(['Siehe', 'Link:', '<a href='])} {{{token_url(m)}}} (persönlich)",
}
"""Texts that hold the kind; the find stands in braces, which `cases` takes out."""

ALIKE = {
    "email": lambda m: m.pick(
        [f"bild{m.number(1, 9)}@2x.png", f"@{_ascii(m.pick(LAST))} schrieb", f"git@codeberg.org:{m.pick(LAST)}/x", f"{m.digits(2)} Stück @ 3,50 Euro", "import @angular/core", f"Nutzer@{m.letters(5)} im Netz"]
    ),
    "phone": lambda m: m.pick(
        [
            f"BGBl. {m.number(1950, 2020)} I S. {m.number(10, 4000)}",
            f"Drucksache {m.number(10, 20)}/{m.number(1000, 30000)}",
            f"Az. {m.number(1, 9)} {m.pick(['U', 'O', 'ZR', 'K'])} {m.number(1, 900)}/{m.number(10, 23)}",
            f"ISBN 978-3-{m.digits(2)}-{m.digits(6)}-{m.digits(1)}",
            f"§§ {m.number(1, 99)}, {m.number(100, 200)} bis {m.number(201, 300)} BGB",
            f"vom 0{m.number(1, 9)}.0{m.number(1, 9)}.{m.number(1990, 2023)}",
            f"Konto {m.digits(10)}, BLZ {m.grouped(m.digits(8), 3, 3, 2)}",
            f"Artikelnummer 0{m.digits(9)}",
            f"{m.number(1, 9)}0 000 000 Euro",
            f"Bestell-Nr. 0{m.digits(3)}-{m.digits(5)}",
            f"HRB {m.digits(6)} B",
            f"ISSN 0{m.digits(3)}-{m.digits(4)}",
            f"die Jahre 19{m.digits(2)}-20{m.digits(2)}",
            f"0,{m.digits(9)} und 0.{m.digits(8)}",
            f"{m.number(10, 99)} 0{m.digits(2)} – {m.number(10, 99)} {m.digits(3)} kHz",
            f"10.{m.digits(4)}/s{m.digits(5)}-0{m.digits(2)}-{m.digits(4)}",
        ]
    ),
    "iban": lambda m: m.pick([f"Konto {m.pick(['DE', 'AT'])}{m.digits(2)} {m.grouped(m.digits(18), 4, 4, 4, 4, 2)}Z", f"Teil {m.letters(2)}{m.digits(2)} {m.letters(4)} {m.digits(8)}", _wrong_iban(m)]),
    "credit_card": lambda m: m.pick([f"Karte {m.wrong(card(m))}", f"Sendung 4{m.digits(17)}", f"EAN 978{m.digits(10)}", f"Summe {m.digits(4)} {m.digits(4)} {m.digits(4)}"]),
    "tax_id": lambda m: m.pick([f"Steuer-ID {m.wrong(tax(m))}", f"Vorgang {m.digits(11)}", f"USt-IdNr. {m.wrong(vat_id(m))}", f"{m.number(10, 99)} {m.digits(3)} Euro und {m.digits(3)}"]),
    "social_security": lambda m: m.pick([f"Rentenversicherungsnummer {m.wrong(pension(m))}", f"AHV-Nr. {m.wrong(swiss(m))}", f"Auftrag {m.digits(10)}", f"Bauteil {m.digits(8)}{m.letters(1)}"]),
    "identity_document": lambda m: m.pick([f"Bauteil {identity(m)}", f"Ausweis für {m.letters(9)}", f"Artikel {m.letters(3)}{m.digits(6)}", f"Reisepass von {m.number(1950, 2020)}", f"Auftrag {m.digits(10)}"]),
    "license_plate": lambda m: m.pick([f"Norm {m.pick(['DIN', 'ISO', 'EN'])} {m.digits(4)}", f"Formular {m.letters(2)}-{m.letters(1)} {m.digits(2)}", f"§ {m.digits(2)} BGB", f"Anlage {m.letters(1)}-{m.letters(2)} {m.digits(1)}"]),
    "ip_address": lambda m: m.pick([f"Abschnitt {m.number(1, 9)}.{m.number(1, 9)}.{m.number(1, 20)}.{m.number(1, 20)}", f"Version {m.number(1, 9)}.{m.number(1, 30)}.{m.number(1, 9)}.{m.number(1, 30)}", f"Server 192.168.{m.number(0, 255)}.{m.number(0, 255)}", f"um {m.number(10, 23)}:{m.number(10, 59)}:{m.number(10, 59)} Uhr", f"Wert {m.number(256, 999)}.{m.digits(3)}.{m.digits(3)}.{m.digits(3)}", "std::vector::iterator"]),
    "mac_address": lambda m: m.pick([f"am {m.grouped(m.digits(12), 2, 2, 2, 2, 2, 2, by='-')}", "00:00:00:00:00:00", f"{mac(m)}:ff", f"Dauer {m.grouped(m.digits(8), 2, 2, 2, 2, by=':')}"]),
    "birth_date": lambda m: m.pick([f"{m.pick(LAST)}, geboren am {date(m, 1700, 1890)}", f"in Kraft seit {date(m, 1950, 2020)}", f"geb. Ausgabe, {m.number(1950, 2020)}", f"Beschluss vom {date(m, 1950, 2020)}", f"Geburtstag im {m.pick(MONTHS)}", f"gestorben am {date(m, 1930, 2015)}"]),
    "postal_address": lambda m: m.pick([f"{m.pick(STREETS)} in {m.pick(TOWNS)}", f"{m.pick(TOWNS)} hatte {m.number(10000, 99999)} Einwohner", f"Im Jahr {m.number(1900, 2000)} wurde {m.pick(TOWNS)} größer", f"Drucksache {m.number(10, 20)}, {m.digits(5)} Seiten", f"Der Weg {m.number(1, 9)} führt nach {m.pick(TOWNS)}", f"Am {m.number(1, 28)}. {m.pick(MONTHS)} {m.number(1900, 2020)} in {m.pick(TOWNS)}"]),
    "url_token": lambda m: m.pick([f"https://www.beispiel.de/suche?q={_ascii(m.pick(LAST))}&seite={m.digits(2)}", f"https://beispiel.de/commit/{m.letters(10, 'abcdef')}{m.digits(30)}", "https://beispiel.de/api?token=YOUR_TOKEN", f"https://beispiel.de/{m.number(1990, 2020)}/artikel-{m.digits(6)}.html", f"https://beispiel.de/?id={m.digits(9)}"]),
}  # fmt: skip
"""Texts that hold something like the kind and nothing of it."""


def _wrong_iban(m):
    number = german_iban(m).replace(" ", "")
    return f"IBAN {number[:2]}{(int(number[2:4]) + m.number(1, 9)) % 100:02d}{number[4:]}"


def cases(kind):
    """Return texts with the kind as (text, start, end), and texts with something alike."""
    rank = list(POSITIVE).index(kind)
    positive, alike = Maker(1000 + rank), Maker(2000 + rank)
    marked = [POSITIVE[kind](positive) for _ in range(SIZE)]
    texts = [(text.replace("{", "").replace("}", ""), text.index("{"), text.index("}") - 1) for text in marked]
    return texts, [f"{ALIKE[kind](alike)}, so steht es da." for _ in range(SIZE)]
