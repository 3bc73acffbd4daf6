"""What may stand before the colon of a link: namespaces and other wikis; everything else before a colon is a title."""

from __future__ import annotations

from typing import Final

_FILES = """
afbeelding archivo attēls beeld berkas bestand bestân bild billede datei dosya fichaire ficheiro fichier fil file
fitxer fájl image imagem immagine kuva lêer media medium mynd obrázok ofbyld pilt plik slika soubor súbor tiedosto
vaizdas αρχείο εικόνα παράθυρο изображение файл טעקע קובץ תמונה ملف ファイル 图像 文件 파일
"""
_CATEGORIES = """
categoria categorie category categoría catégorie flokkur kategooria kategor kategori kategoria kategorie kategorija
kategorio kategoriya kategory kategorya kategória luokka saachgrupp sachgruppn κατηγορία категория категорія катэгорыя
קאטעגאריע קטגוריה تصنيف カテゴリ 分类 분류
"""
_LANGUAGES = """
aa ab ace ady af ak als alt am ami an ang anp ar arc ary arz as ast atj av avk awa ay az azb ba ban bar bat-smg bbc
bcl be be-tarask be-x-old bew bg bh bi bjn blk bm bn bo bpy br bs btm bug bxr ca cbk-zam cdo ce ceb ch cho chr chy ckb
co cr crh cs csb cu cv cy da dag de de-formal dga din diq dsb dtp dty dv dz ee el eml en eo es et eu ext fa fat ff fi
fiu-vro fj fo fon fr frp frr fur fy ga gag gan gcr gd gl glk gn gom gor got gpe gsw gu guc gur guw gv ha hak haw he hi
hif ho hr hsb ht hu hy hyw hz ia iba id ie ig igl ii ik ilo inh io is it iu ja jam jbo jv ka kaa kab kbd kbp kcg kg
kge ki kj kk kl km kn ko koi kr krc ks ksh ku kus kv kw ky la lad lb lbe lez lfn lg li lij lld lmo ln lo lrc lt ltg lv
lzh mad mai map-bms mdf mg mh mhr mi min mk ml mn mni mnw mo mos mr mrj ms mt mus mwl my myv mzn na nah nan nap nb nds
nds-nl ne new ng nia nl nn no nov nqo nr nrm nso nup nv ny oc olo om or os pa pag pam pap pcd pcm pdc pdt pfl pi pih
pl pms pnb pnt ps pt pwn qu rm rmy rn ro roa-rup roa-tara rsk ru rue rup rw sa sah sat sc scn sco sd se sg sgs sh shi
shn si simple sk skr sl sm smn sn so sq sr srn ss st stq su sv sw szl szy ta tay tcy tdd te tet tg th ti tig tk tl tly
tn to tok tpi tr trv ts tt tum tw ty tyv udm ug uk ur uz ve vec vep vi vls vo vro wa war wo wuu xal xh xmf yi yo yue
za zea zgh zh zh-classical zh-cn zh-min-nan zh-tw zh-yue zu
"""

FILES: Final = frozenset(_FILES.split())
CATEGORIES: Final = frozenset(_CATEGORIES.split())
LANGUAGES: Final = frozenset(_LANGUAGES.split())
"""Codes of Wikipedias (meta.wikimedia.org, list of Wikipedias): a page of another wiki cannot have such a title."""
