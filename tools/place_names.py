"""Names for tools/build_places.py: countries in both languages, and what is put right in the source's own names.

Every correction says what the source has. Arabic names of provinces lose the generic word in front (governorate,
province, …), as the English ones have none.
"""

from __future__ import annotations

DIVIDED = {
    "AF": ("Afghanistan", "أفغانستان"),
    "BF": ("Burkina Faso", "بوركينا فاسو"),
    "CD": ("Democratic Republic of the Congo", "جمهورية الكونغو الديمقراطية"),
    "CF": ("Central African Republic", "جمهورية أفريقيا الوسطى"),
    "CO": ("Colombia", "كولومبيا"),
    "EG": ("Egypt", "مصر"),
    "HT": ("Haiti", "هايتي"),
    "IL": ("Israel", "إسرائيل"),
    "IQ": ("Iraq", "العراق"),
    "IR": ("Iran", "إيران"),
    "JO": ("Jordan", "الأردن"),
    "KW": ("Kuwait", "الكويت"),
    "LB": ("Lebanon", "لبنان"),
    "LR": ("Liberia", "ليبيريا"),
    "LY": ("Libya", "ليبيا"),
    "ML": ("Mali", "مالي"),
    "NE": ("Niger", "النيجر"),
    "PS": ("Palestine", "فلسطين"),
    "SA": ("Saudi Arabia", "السعودية"),
    "SD": ("Sudan", "السودان"),
    "SO": ("Somalia", "الصومال"),
    "SS": ("South Sudan", "جنوب السودان"),
    "SY": ("Syria", "سوريا"),
    "TD": ("Chad", "تشاد"),
    "TL": ("Timor-Leste", "تيمور الشرقية"),
    "TR": ("Türkiye", "تركيا"),
    "UA": ("Ukraine", "أوكرانيا"),
    "XK": ("Kosovo", "كوسوفو"),
    "YE": ("Yemen", "اليمن"),
}
OUTLINED = {
    "AE": ("United Arab Emirates", "الإمارات"),
    "AL": ("Albania", "ألبانيا"),
    "AM": ("Armenia", "أرمينيا"),
    "AO": ("Angola", "أنغولا"),
    "AZ": ("Azerbaijan", "أذربيجان"),
    "BG": ("Bulgaria", "بلغاريا"),
    "BH": ("Bahrain", "البحرين"),
    "BI": ("Burundi", "بوروندي"),
    "BJ": ("Benin", "بنين"),
    "BR": ("Brazil", "البرازيل"),
    "BY": ("Belarus", "بيلاروسيا"),
    "CG": ("Congo", "الكونغو"),
    "CI": ("Côte d'Ivoire", "كوت ديفوار"),
    "CM": ("Cameroon", "الكاميرون"),
    "CN": ("China", "الصين"),
    "CU": ("Cuba", "كوبا"),
    "CY": ("Cyprus", "قبرص"),
    "DJ": ("Djibouti", "جيبوتي"),
    "DO": ("Dominican Republic", "الجمهورية الدومينيكية"),
    "DZ": ("Algeria", "الجزائر"),
    "EC": ("Ecuador", "الإكوادور"),
    "ER": ("Eritrea", "إريتريا"),
    "ET": ("Ethiopia", "إثيوبيا"),
    "GE": ("Georgia", "جورجيا"),
    "GH": ("Ghana", "غانا"),
    "GN": ("Guinea", "غينيا"),
    "GR": ("Greece", "اليونان"),
    "HU": ("Hungary", "المجر"),
    "ID": ("Indonesia", "إندونيسيا"),
    "IN": ("India", "الهند"),
    "KE": ("Kenya", "كينيا"),
    "KG": ("Kyrgyzstan", "قيرغيزستان"),
    "MD": ("Moldova", "مولدوفا"),
    "ME": ("Montenegro", "الجبل الأسود"),
    "MK": ("North Macedonia", "مقدونيا الشمالية"),
    "MR": ("Mauritania", "موريتانيا"),
    "NG": ("Nigeria", "نيجيريا"),
    "OM": ("Oman", "عُمان"),
    "PA": ("Panama", "بنما"),
    "PE": ("Peru", "بيرو"),
    "PK": ("Pakistan", "باكستان"),
    "PL": ("Poland", "بولندا"),
    "QA": ("Qatar", "قطر"),
    "RO": ("Romania", "رومانيا"),
    "RS": ("Serbia", "صربيا"),
    "RU": ("Russia", "روسيا"),
    "RW": ("Rwanda", "رواندا"),
    "SK": ("Slovakia", "سلوفاكيا"),
    "SL": ("Sierra Leone", "سيراليون"),
    "SN": ("Senegal", "السنغال"),
    "TG": ("Togo", "توغو"),
    "TJ": ("Tajikistan", "طاجيكستان"),
    "TM": ("Turkmenistan", "تركمانستان"),
    "TN": ("Tunisia", "تونس"),
    "TZ": ("Tanzania", "تنزانيا"),
    "UG": ("Uganda", "أوغندا"),
    "UZ": ("Uzbekistan", "أوزبكستان"),
    "VE": ("Venezuela", "فنزويلا"),
    "ZM": ("Zambia", "زامبيا"),
}

# Areas whose code has no ISO country in front: (country, code). By ISO 3166, as all others are.
COUNTRY = {"SOL": ("SO", "SO-X11~"), "CYN": ("CY", ""), "WSB": ("CY", ""), "ESB": ("CY", ""), "KAS": ("IN", "")}

LEFT_OUT = {"COL+99?"}  # nameless reefs

# By the source's adm1_code: (code, English, Arabic); empty: as in the source.
CORRECTED = {
    "AFG-1753": ("AF-DAY", "Daykundi", "دايكندي"),  # stands as a second Uruzgan
    "AFG-1769": ("AF-PAN", "Panjshir", "بنجشير"),  # stands as a second Parwan
    "AFG-1752": ("", "Uruzgan", ""),
    "COL-1399": ("CO-DC", "", ""),  # stands as Cundinamarca
    "IRN-5490": ("IR-32", "", ""),  # stands as Tehran
    "IRQ-3222": ("", "Basra", "البصرة"),
    "IRQ-3223": ("", "Muthanna", ""),  # Al Muthanna
    "IRQ-3224": ("", "Qadisiyah", ""),  # Al-Qādisiyyah
    "IRQ-3471": ("", "Anbar", ""),  # Al Anbar
    "IRQ-3472": ("", "Babil", ""),  # Babylon
    "KOS-5902": ("", "Pristina", "بريشتينا"),  # named Kosovo and Metohija
    "KOS-5907": ("", "Kamenica", "كامينيتسا"),  # named Kosovo-Pomoravlje
    "KOS-5908": ("", "Prizren", "بريزرن"),  # named after a town in Montenegro
    "KOS-5913": ("", "Uroševac/Ferizaj", ""),
    "KWT-1663": ("", "", "العاصمة"),
    "SDN-5857": ("SD-DE", "", ""),  # stands as South Darfur
    "SDN-5859": ("SD-DC", "", ""),  # stands as SD-DE
    "SYR-5261": ("", "UN Disengagement Observer Force zone", "منطقة قوة الأمم المتحدة لمراقبة فض الاشتباك"),
    "YEM-3498": ("", "Sanaa City", "أمانة العاصمة صنعاء"),  # both are named Sanaa
}
# The same by ISO 3166-2 code.
CORRECTED_BY_CODE = {
    "BF-GNA": ("", "غناغنا"),
    "JO-AM": ("", "عمّان"),  # the capital, in Arabic only
    "LB-AS": ("North Lebanon", "لبنان الشمالي"),
    "LB-JA": ("South Lebanon", "لبنان الجنوبي"),
    "LY-TN": ("Tripoli", "طرابلس"),  # Arabic and English name different parts of it
    "ML-3": ("Sikasso", ""),  # named Wassoulou
    "ML-6": ("Timbuktu", ""),
    "SD-DW": ("West Darfur", "غرب دارفور"),  # named West Soudan
    "SD-GD": ("Gedaref", ""),
    "SO-NU": ("Nugaal", ""),
    "TR-23": ("", "ألازيغ"),
    "UA-30": ("Kyiv City", "مدينة كييف"),  # both are named Kyiv
    "UA-43": ("Crimea", "القرم"),
    "UA-40": ("Sevastopol", "سيفاستوبول"),
}
PREFIXES = ("محافظة ", "ولاية ", "منطقة ", "إدارة ", "مقاطعة ", "شعبية ", "بلدية ", "إقليم ", "أوبلاست ")
SUFFIXES = (" أوبلاست", " الاقتصادية", " Prefecture", " Economic Prefecture")
