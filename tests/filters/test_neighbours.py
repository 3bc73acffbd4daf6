"""Languages near to German are told by their words; German, and what is near to them, is not taken for one."""

import pyarrow as pa
import pytest

from filters.language import identify
from filters.neighbours import lists


def languages_of(*texts):
    return identify(pa.array(texts, pa.large_string())).column("language").to_pylist()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ksh", "Jestern hann mer em Veedel jefiert, bes de Polizei jekumme es."),
        ("ksh", "Dat Wasser vun Kölle is joot, sung dä Willi, un all hann se metjesunge."),
        ("ksh", "Ming Oma hät immer jesaht, wat nix koss, dat es och nix."),
        ("pfl", "Geschdern hot's gerechent, do sin mer dehääm gebliwwe un hawwe Kaarde gspielt."),
        ("pfl", "Ach, des bissel Schnee, do hoscht du Angscht?"),
        ("stq", "Do Ljude in dät Täärp häbe älke Jier een groot Fäst."),
        ("stq", "Uus Babe koom mäd dän Woain un brooch fuul Holt mäd."),
        ("ltz", "De Buergermeeschter sot, datt d'Strooss nächst Joer fäerdeg wier."),
        ("ltz", "Firwat hues du näischt gesot?"),
        ("fry", "Us heit wurke op it lân, en mem soarge foar de bern."),
        ("fry", "De skoalle is ticht omdat der net genôch learlingen binne."),
        ("frr", "Wi san uun a hüs bleewen, auer det weder ei gud wiar."),
        ("frr", "Dü skel ek sa fuul snaki, sair di uuljen."),
        ("yid_Latn", "Mir zenen gekumen aheym shpet in ovnt, un di mame hot shoyn geshlofn."),
        ("yid_Latn", "Er redt keyn yidish nisht, ober er farshteyt alts."),
        ("yid", "די קינדער שפּילן זיך אין גאָרטן, און דער זיידע זיצט אויף דער באַנק."),
    ],
)
def test_each_has_a_label_of_its_own(language, text):
    assert languages_of(text) == [language]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("deu", "Net jeder hat das Glück, in der Pfalz zu leben, sagte der Winzer."),
        ("deu", "Och, das ist doch nicht so schlimm, wir haben es vor Jahren auch geschafft."),
        ("deu", "Fuer Rueckfragen stehen wir Ihnen selbstverstaendlich jederzeit zur Verfuegung."),
        ("deu", "BITTE BEACHTEN SIE DIE HINWEISE AUF DER RUECKSEITE DES BRIEFES."),
        ("deu", "Vnd da er solches gesagt hatt / gieng er hinauß / vnd weynete bitterlich."),
        ("nld", "Ik weet niet waar hij geweest is, maar hij zei niets."),
        ("nds", "Ik weet nich, wat he dorto seggen deit."),
        ("dan", "Hun gik hjem fra skolen sammen med sin bror."),
        ("deu", "Sein Großvater stammte aus Husum und sprach noch Friesisch."),
        ("deu", "Die Mame kocht, der Tate schläft, und der Rebbe lernt mit den Kindern."),
        ("nds", "Mien Grootvader weer Buur un harr twölf Köh."),
        ("swe", "Jag vet inte var han har varit, men han sa ingenting."),
    ],
)
def test_what_is_near_to_them_stays(language, text):
    assert languages_of(text) == [language]


def test_few_words_are_named_with_less_certainty_than_many():
    short, long = (
        identify(
            pa.array(
                ["Firwat hues du näischt gesot?", "Ech hunn dat schonn ëmmer gesot, awer hien huet et net gegleeft."]
            )
        )
        .column("language_score")
        .to_pylist()
    )
    assert short < long


def test_the_lists_are_of_small_letters_without_repetition():
    for words in lists().values():
        assert len(set(words)) == len(words) > 50
        assert all(word == word.lower() for word in words)
