"""What people write in many scripts: a name and a sentence each. All invented; the sentences say everyday things."""

WRITTEN = {
    "Welsh": ("Siân Gŵyl", "Hoffwn fyw yn fy nhŷ fy hun, a gweld yr ŵyn."),
    "Yoruba": ("Gbẹ́nga Ọláyínká", "Mo fẹ́ máa gbé ní ilé mi."),
    "Polish": ("Żaneta Wójcik", "Chcę mieszkać u siebie w domu, łóżko jest wygodne."),
    "Vietnamese": ("Nguyễn Thị Hồng", "Tôi muốn sống ở nhà của tôi."),
    "Greek": ("Ελένη Παπαδοπούλου", "Θέλω να μένω στο σπίτι μου."),
    "Ukrainian": ("Оксана Йолкіна", "Я хочу жити вдома, у своїй хаті."),
    "Arabic": ("محمد علي", "أريد أن أعيش في بيتي."),
    "Urdu": ("نصرت بیگم", "میں اپنے گھر میں رہنا چاہتی ہوں۔"),
    "Hebrew": ("שרה כהן", "אני רוצה לגור בבית שלי."),
    "Bengali": ("রহিমা খাতুন", "আমি নিজের বাড়িতে থাকতে চাই।"),
    "Gujarati": ("પ્રિયંકા પટેલ", "મારે મારા ઘરે રહેવું છે."),
    "Panjabi": ("ਗੁਰਪ੍ਰੀਤ ਕੌਰ", "ਮੈਂ ਆਪਣੇ ਘਰ ਰਹਿਣਾ ਚਾਹੁੰਦੀ ਹਾਂ।"),
    "Tamil": ("லட்சுமி", "நான் என் வீட்டில் இருக்க விரும்புகிறேன்."),
    "Hindi": ("प्रिया शर्मा", "मैं अपने घर पर रहना चाहती हूँ।"),
    "Telugu": ("లక్ష్మి", "నేను ఇంట్లో ఉండాలి."),
    "Kannada": ("ಲಕ್ಷ್ಮಿ", "ನಾನು ಮನೆಯಲ್ಲಿ ಇರಬೇಕು."),
    "Malayalam": ("ലക്ഷ്മി", "എനിക്ക് വീട്ടിൽ താമസിക്കണം."),
    "Sinhala": ("ලක්ෂ්මි", "මට ගෙදර ඉන්න ඕනෑ."),
    "Thai": ("สมชาย", "ฉันอยากอยู่บ้าน"),
    "Amharic": ("ሰላም", "ቤቴ ውስጥ መኖር እፈልጋለሁ።"),
    "Armenian": ("Անահիտ", "Ես ուզում եմ տանը ապրել։"),
    "Georgian": ("ნინო", "მე მინდა სახლში ცხოვრება."),
    "signs": ("Ann ✓", "a → b ✓ ≤ 5 ☐ ½ € № ★ 👍"),
    "decomposed": ("Jose\u0301 Nun\u0303ez", "Cafe\u0301 o\u0308ffnen, Vie\u0323\u0302t Nam"),
    "two at once": ("Ann-محمد O’Оксана", "Mum says সালাম, и привет, and (שלום)!"),
}
"""Everything here can be drawn."""

UNDRAWN = {
    "Chinese": ("王小明", "CJK UNIFIED IDEOGRAPH-5C0F, CJK UNIFIED IDEOGRAPH-660E, CJK UNIFIED IDEOGRAPH-738B"),
    "Japanese": ("さくら", "HIRAGANA LETTER KU, HIRAGANA LETTER SA, HIRAGANA LETTER RA"),
    "Tibetan": ("བོད", "TIBETAN LETTER DA, TIBETAN LETTER BA, TIBETAN VOWEL SIGN O"),
    "a smile": ("Tea 🙂 and", "SLIGHTLY SMILING FACE"),
    "private": ("logo \ue000 here", "U+E000"),
    "our own marks": ("\U00100003Ann\U0010fffd", "U+100003, U+10FFFD"),
    "a letter and a mark of other scripts": ("क\u05b0", "HEBREW POINT SHEVA"),
}
"""What none of our fonts can draw, and what it is called."""
