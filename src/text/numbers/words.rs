//! The words of numbers, in their folded form.

pub(super) fn arabic_word(word: &str) -> Option<u32> {
    Some(match word {
        "واحد" | "واحده" => 1,
        "اثنان" | "اثنين" | "اثنتان" | "اثنتين" | "اثنا" | "اثني" | "اثنتا" | "اثنتي" => {
            2
        }
        "ثلاثه" | "ثلاث" => 3,
        "اربعه" | "اربع" => 4,
        "خمسه" | "خمس" => 5,
        "سته" | "ست" => 6,
        "سبعه" | "سبع" => 7,
        "ثمانيه" | "ثماني" | "ثمان" => 8,
        "تسعه" | "تسع" => 9,
        "عشره" | "عشر" => 10,
        "احد" | "احدي" | "احدهم" | "احدهما" | "احداهن" => 1,
        "عشرون" | "عشرين" => 20,
        "ثلاثون" | "ثلاثين" => 30,
        "اربعون" | "اربعين" => 40,
        "خمسون" | "خمسين" => 50,
        "ستون" | "ستين" => 60,
        "سبعون" | "سبعين" => 70,
        "ثمانون" | "ثمانين" => 80,
        "تسعون" | "تسعين" => 90,
        "ميه" | "مايه" => 100,
        "ميتان" | "ميتين" | "مايتان" | "مايتين" => 200,
        "ثلاثميه" | "ثلاثمايه" => 300,
        "اربعميه" | "اربعمايه" => 400,
        "خمسميه" | "خمسمايه" => 500,
        "الف" => 1000,
        "الفان" | "الفين" => 2000,
        _ => return None,
    })
}

pub(super) fn english(word: &str) -> Option<u32> {
    Some(match word {
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" | "dozen" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        "hundred" => 100,
        "thousand" => 1000,
        _ => return None,
    })
}

pub(super) fn french(word: &str) -> Option<u32> {
    Some(match word {
        "un" | "une" => 1,
        "deux" => 2,
        "trois" => 3,
        "quatre" => 4,
        "cinq" => 5,
        "six" => 6,
        "sept" => 7,
        "huit" => 8,
        "neuf" => 9,
        "dix" | "dizaine" => 10,
        "onze" => 11,
        "douze" | "douzaine" => 12,
        "treize" => 13,
        "quatorze" => 14,
        "quinze" | "quinzaine" => 15,
        "seize" => 16,
        "vingt" | "vingtaine" => 20,
        "trente" | "trentaine" => 30,
        "quarante" | "quarantaine" => 40,
        "cinquante" | "cinquantaine" => 50,
        "soixante" | "soixantaine" => 60,
        "cent" | "cents" | "centaine" => 100,
        "mille" => 1000,
        _ => return None,
    })
}
