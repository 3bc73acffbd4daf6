"""Texts of the kinds that come in several renditions, and what makes a rendition of them: misreading, cutting, hyphenating.

All texts are written for these tests.
"""

import random
import re

FERRY = (
    "Am Abend vor dem großen Hochwasser saß der Fährmann noch lange in der Stube und rechnete die Einnahmen des Sommers "
    "zusammen. Die Frau hatte das Licht schon zweimal geputzt und fragte, ob er nicht endlich zu Bett gehen wolle, denn der "
    "Wind komme von Westen und am Morgen werde niemand über den Fluß verlangen. Er aber schüttelte den Kopf und sagte, daß "
    "gerade bei solchem Wetter die Boten kämen, und daß er seinem Vater versprochen habe, keinen am anderen Ufer stehen zu "
    "lassen. Draußen schlugen die Wellen gegen die Bohlen, und der Hund, der sonst bei jedem Geräusch anschlug, lag still "
    "unter der Bank. Gegen Mitternacht hörte man einen Ruf. Der Alte nahm die Laterne vom Haken, zog den Mantel über und "
    "trat hinaus, ohne sich noch einmal umzusehen. Auf dem Wasser trieben Balken und ganze Büsche vorbei, die das "
    "Hochwasser weiter oben aus den Gärten gerissen hatte, und in der Ferne läutete die Glocke der kleinen Kapelle, wie es "
    "in alten Zeiten bei Gefahr der Brauch gewesen war. Er löste das Seil, stieß den Kahn mit der langen Stange vom Ufer "
    "ab und hielt auf das Licht zu, das drüben jemand im Kreise schwenkte. Die Strömung faßte ihn sogleich und trug ihn "
    "weit hinunter, aber er kannte jede Untiefe und jeden Stein, und nach einer halben Stunde stand er am anderen Ufer vor "
    "einem jungen Menschen, der vor Kälte kaum sprechen konnte."
)
COUNCIL = (
    "Der Rat der Stadt trat in diesem Jahre am ersten Montage nach Ostern zusammen, um über die Erneuerung der Brücke und "
    "die Verteilung der Kosten zu beraten. Die Zünfte hatten eine Bittschrift eingereicht, worin sie darlegten, daß der "
    "Handel mit dem jenseitigen Lande seit dem letzten Winter fast gänzlich ruhe und daß die Fuhrleute lieber den Umweg "
    "über die Nachbarstadt nähmen, als ihre Wagen den morschen Planken anzuvertrauen. Der Bürgermeister ließ die Schrift "
    "verlesen und fügte hinzu, die Kasse sei leer, das Holz teuer und die Arbeiter verlangten höheren Lohn als je zuvor. "
    "Darauf erhob sich der älteste der Ratsherren und erinnerte daran, wie man nach dem Brande die Kirche in zwei Jahren "
    "wieder aufgebaut habe, obgleich damals niemand wußte, woher das Geld kommen sollte. Man beschloß endlich, eine Anleihe "
    "aufzunehmen und von jedem Wagen, der künftig über die Brücke fahre, einen Groschen zu erheben, bis die Schuld getilgt "
    "sei. Gegen diesen Beschluß stimmten nur zwei Mitglieder, deren eines selber Fuhrwerke hielt. Am folgenden Tage wurde "
    "er an das Tor geschlagen und auf dem Markte durch den Ausrufer bekannt gemacht, worüber unter den Bauern einige "
    "Unruhe entstand, die sich jedoch bald wieder legte, da die Ernte vor der Tür stand und jedermann anderes zu tun hatte."
)
GARDEN = (
    "Wer im Frühjahr einen Garten anlegen will, der prüfe zuerst den Boden und die Lage gegen die Sonne, ehe er an Bäume "
    "und Beete denkt. Ein schwerer, nasser Grund verlangt tiefe Gräben und reichlich Sand, während ein leichter Boden mit "
    "altem Dünger und Erde aus dem Teiche verbessert werden muß. Man grabe im Herbste um und lasse die Schollen den Winter "
    "über liegen, damit der Frost sie zerteile und das Ungeziefer zugrunde gehe. Die Obstbäume setze man nicht zu tief und "
    "nicht zu eng, denn was in der Jugend freundlich beisammensteht, nimmt sich im Alter Luft und Licht. An die Mauer, die "
    "gegen Mittag liegt, gehören Pfirsiche und Reben, an die übrigen mag man Birnen ziehen, welche den Wind besser "
    "vertragen. Zwischen den Bäumen bleibt Raum für Beeren und für die Küchenkräuter, die eine gute Hausfrau niemals "
    "missen möchte. Das Wasser zum Gießen soll in offenen Fässern an der Sonne stehen, ehe man es verwendet; wer es kalt "
    "aus dem Brunnen nimmt, der schadet den jungen Pflanzen mehr als die Trockenheit. Gegen die Schnecken hilft nichts so "
    "gut wie Asche, die man in schmalen Streifen um die Beete streut, und gegen die Vögel ein Netz, das freilich jeden "
    "Abend geprüft werden muß, damit kein Tier darin umkomme."
)
VERSES = """Der Abend senkt sich auf die stillen Felder,
Ein letzter Schimmer liegt noch auf dem Dach,
Es rauschen fern am Hang die dunklen Wälder,
Und in den Weiden spricht der kleine Bach.
Der müde Schnitter kehrt mit seinem Wagen
Den schmalen Weg vom letzten Acker heim,
Und was die Leute von den Kriegen sagen,
Das klingt ihm fremd wie ein vergessner Reim.
Die Mutter steht am Tor mit ihrer Lampe,
Das Kind verbirgt sich hinter ihrem Kleid,
Der Hofhund knurrt und legt sich an die Rampe,
Und von dem Turme schlägt die späte Zeit.
So geht ein Tag, so werden viele gehen,
Das Korn wird reif, das Jahr wird wieder alt,
Und wo wir heute noch am Fenster stehen,
Da steht dereinst ein andrer vor dem Wald."""
PAGES = {"ferry": FERRY, "council": COUNCIL, "garden": GARDEN}

FRAKTUR = {
    "n": "u",
    "u": "n",
    "e": "c",
    "s": "f",
    "h": "b",
    "f": "s",
    "k": "t",
    "r": "v",
    "B": "V",
    "m": "in",
    "i": "t",
    "d": "v",
}


def misread(text, rate, seed):
    """Return the text as a bad reading: of its letters about `rate` are confused, lost or torn from their word."""
    chance = random.Random(seed)  # noqa: S311  seeded, for the same readings on every run
    read = []
    for letter in text:
        if letter.isalpha() and chance.random() < rate:
            kind = chance.random()
            changed = FRAKTUR.get(letter, chance.choice("anerilc"))
            read.append("" if kind < 0.1 else letter + " " if kind < 0.25 else changed)
        else:
            read.append(letter)
    return "".join(read)


def hyphenated(text, width, seed=0):
    """Return the text in lines of about `width` characters, words broken where a line ends, as on another page."""
    chance = random.Random(seed)  # noqa: S311  seeded, for the same lines on every run
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > width and len(word) > 6:
            cut = chance.randrange(3, len(word) - 2)
            lines.append(f"{line} {word[:cut]}-".strip())
            line = word[cut:]
        else:
            line = f"{line} {word}".strip()
            if len(line) > width:
                lines.append(line)
                line = ""
    return "\n".join([*lines, line]).strip()


def cut(text, share):
    """Return the beginning of the text, this share of its words."""
    words = text.split(" ")
    return " ".join(words[: round(share * len(words))])


def modernised(text):
    """Return the text in the spelling of our days."""
    for old, new in (("daß", "dass"), ("Fluß", "Fluss"), ("muß", "muss"), ("wußte", "wusste"), ("faßte", "fasste")):
        text = text.replace(old, new)
    return re.sub(r"\b(Jahr|Tag|Herbst|Teich|Markt)e\b", r"\1", text)


NAMES = (
    "Adler",
    "Brandes",
    "Cramer",
    "Dietrich",
    "Eggert",
    "Fink",
    "Grothe",
    "Harms",
    "Imhof",
    "Jessen",
    "Köhler",
    "Lorenz",
)
PLACES = (
    "Altenrode",
    "Birkenau",
    "Dornfeld",
    "Eschwege",
    "Finsterthal",
    "Grünhof",
    "Hohenau",
    "Kaltenbach",
    "Lindenstedt",
)
MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "August", "September", "Oktober", "November")
GOODS = (
    "Steinkohlen",
    "Schulbänken",
    "Laternen",
    "Pflastersteinen",
    "Dachziegeln",
    "Feuerspritzen",
    "Brennholz",
    "Leinwand",
)

DECREE = (
    "Verordnung Nr. {number} vom {day}. {month} {year}. Auf den Bericht des Landrats {name} zu {place} wird hierdurch auf Grund "
    "der Kreisordnung bestimmt, daß der Wochenmarkt in der Gemeinde {place} fortan an jedem zweiten Dienstage abgehalten werde. "
    "Die Gemeinde hat für die Reinigung des Platzes zu sorgen und von jedem Stande ein Geld von {fee} Pfennigen zu erheben. Wer "
    "den Vorschriften zuwiderhandelt, verfällt in eine Strafe bis zu {fine} Mark, an deren Stelle im Unvermögensfalle Haft "
    "tritt. Beschwerden sind binnen vierzehn Tagen bei dem Bezirksausschusse anzubringen. Die Ausführung wird dem Bürgermeister "
    "{other} übertragen. Diese Verordnung tritt mit dem Tage ihrer Verkündung in Kraft. Der Regierungspräsident."
)
TENDER = (
    "Öffentliche Ausschreibung. Die Lieferung von {goods} für das Amt {place} im Betrage von {amount} Mark soll im Wege der "
    "öffentlichen Ausschreibung vergeben werden. Angebote sind verschlossen und mit der Aufschrift des Gegenstandes versehen bis zum "
    "{day}. {month} {year}, vormittags {hour} Uhr, an das Stadtbauamt, Zimmer {room}, einzureichen, wo auch die Bedingungen "
    "während der Dienststunden eingesehen oder gegen Einsendung von {fee} Pfennigen bezogen werden können. Die Öffnung der "
    "Angebote findet zur angegebenen Stunde in Gegenwart der erschienenen Bieter statt. Die Zuschlagsfrist beträgt {days} Tage. "
    "Auskunft erteilt der Stadtbaumeister {name}. Der Magistrat zu {place}."
)
ENTRY = (
    "Bekanntmachung. In unser Handelsregister ist heute unter Nr. {number} die Firma {name} und Sohn mit dem Sitze in {place} und als "
    "deren Inhaber der Kaufmann {other} daselbst eingetragen worden. Dem Buchhalter {third} ist Prokura erteilt. {place}, den {day}. "
    "{month} {year}. Königliches Amtsgericht."
)
FORMS = {"decree": DECREE, "tender": TENDER, "entry": ENTRY}


def filled(form, seed):
    """Return a form with names, places, dates and numbers of its own."""
    chance = random.Random(seed)  # noqa: S311  seeded, for the same forms on every run
    name, other, third = chance.sample(NAMES, 3)
    return form.format(
        number=chance.randrange(100, 999),
        day=chance.randrange(1, 29),
        month=chance.choice(MONTHS),
        year=chance.randrange(1871, 1914),
        name=name,
        other=other,
        third=third,
        place=chance.choice(PLACES),
        goods=chance.choice(GOODS),
        amount=chance.randrange(300, 9000),
        hour=chance.randrange(8, 12),
        room=chance.randrange(1, 60),
        fee=chance.randrange(5, 95),
        fine=chance.randrange(10, 150),
        days=chance.randrange(10, 60),
    )
