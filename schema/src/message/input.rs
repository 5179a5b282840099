//! Messages 100–199: what somebody typed. Each says what is wrong and how it is written.

messages! {
    EMPTY = 100 Error User
        "Συμπληρώστε το πεδίο."
        "Fill in the field.";

    AFM_CHECK_DIGIT = 101 Error User
        "Το ΑΦΜ {value} δεν είναι έγκυρο. Ελέγξτε το τελευταίο ψηφίο."
        "The ΑΦΜ {value} is not valid. Check the last digit.";
    AFM_LENGTH = 102 Error User
        "Το ΑΦΜ έχει 9 ψηφία. Πληκτρολογήσατε {n}."
        "An ΑΦΜ has 9 digits. {n} were typed.";
    AFM_LOST_ZERO = 103 Error User
        "Το ΑΦΜ έχει 9 ψηφία και δόθηκαν 8. Αν χάθηκε το αρχικό μηδέν, γράψτε {proposal}."
        "An ΑΦΜ has 9 digits and 8 were given. If the leading zero was lost, write {proposal}.";
    AFM_EIGHT_DIGITS = 104 Error User
        "Το ΑΦΜ έχει 9 ψηφία και δόθηκαν 8. Ελέγξτε ποιο ψηφίο λείπει."
        "An ΑΦΜ has 9 digits and 8 were given. Check which digit is missing.";
    AFM_ZERO = 105 Error User
        "Το ΑΦΜ δεν μπορεί να είναι μόνο μηδενικά. Αν δεν υπάρχει ΑΦΜ, επιλέξτε «χωρίς ΑΦΜ»."
        "An ΑΦΜ cannot be all zeros. If there is none, choose «χωρίς ΑΦΜ».";
    AFM_CHARACTERS = 106 Error User
        "Το ΑΦΜ γράφεται μόνο με ψηφία."
        "An ΑΦΜ is written with digits only.";

    AMOUNT_EMPTY = 110 Error User
        "Συμπληρώστε το ποσό."
        "Fill in the amount.";
    AMOUNT_FORM = 111 Error User
        "Το ποσό «{value}» δεν διαβάζεται με βεβαιότητα. Γράψτε το όπως 1234,50 ή 1.234,50."
        "The amount «{value}» cannot be read with certainty. Write it like 1234,50 or 1.234,50.";
    AMOUNT_TOO_LARGE = 112 Error User
        "Το ποσό είναι μεγαλύτερο από όσο δέχεται το πρόγραμμα. Ελέγξτε τα ψηφία."
        "The amount is larger than the program takes. Check the digits.";
    AMOUNT_OVERFLOW = 113 Error Us
        "Ο υπολογισμός ξεπέρασε το μεγαλύτερο ποσό. Δεν καταχωρίστηκε τίποτα."
        "The calculation passed the largest amount. Nothing was recorded.";
    RATE_FORM = 114 Error User
        "Ο συντελεστής «{value}» δεν διαβάζεται. Γράψτε τον όπως 0,73 %."
        "The rate «{value}» cannot be read. Write it like 0,73 %.";
    TOO_MANY_PARTS = 115 Error User
        "Το ποσό {amount} δεν μοιράζεται σε {n} δόσεις. Δώστε λιγότερες δόσεις."
        "The amount {amount} does not divide into {n} instalments. Give fewer.";
    AMOUNT_NEGATIVE = 116 Error User
        "Το ποσό δεν μπορεί να είναι αρνητικό."
        "The amount cannot be negative.";
    AMOUNT_NOT_POSITIVE = 117 Error User
        "Το ποσό πρέπει να είναι μεγαλύτερο από το μηδέν."
        "The amount must be above zero.";

    DATE_EMPTY = 120 Error User
        "Συμπληρώστε την ημερομηνία."
        "Fill in the date.";
    DATE_FORM = 121 Error User
        "Η ημερομηνία «{value}» δεν διαβάζεται. Γράψτε την όπως 5/1/2026 ή 05012026, ή σ για σήμερα."
        "The date «{value}» cannot be read. Write it like 5/1/2026 or 05012026, or σ for today.";
    DATE_IMPOSSIBLE = 122 Error User
        "Η ημερομηνία «{value}» δεν υπάρχει στο ημερολόγιο. Ελέγξτε την ημέρα και τον μήνα."
        "The date «{value}» is not in the calendar. Check the day and the month.";
    DATE_RANGE = 123 Error User
        "Η ημερομηνία «{value}» είναι εκτός των ετών 1900 έως 2099. Ελέγξτε το έτος."
        "The date «{value}» is outside the years 1900 to 2099. Check the year.";
    TIME_FORM = 124 Error User
        "Η ώρα «{value}» δεν διαβάζεται. Γράψτε την όπως 14:05."
        "The time «{value}» cannot be read. Write it like 14:05.";
    NO_ROW_FOR_DATE = 125 Error Us
        "Δεν υπάρχει στοιχείο «{table}» που να ισχύει στις {date}. Ζητήστε από το Κέντρο να το συμπληρώσει."
        "There is no row of «{table}» in force on {date}. Ask the centre to fill it in.";
    ROWS_OVERLAP = 126 Error Us
        "Στον πίνακα «{table}» δύο γραμμές ισχύουν στις {date}. Διορθώστε τα όρια ισχύος."
        "In the table «{table}» two rows are in force on {date}. Correct their limits.";
    ROW_ENDS_BEFORE_START = 127 Error Us
        "Στον πίνακα «{table}» η γραμμή από {date} λήγει πριν αρχίσει. Διορθώστε τα όρια ισχύος."
        "In the table «{table}» the row from {date} ends before it starts. Correct its limits.";
    DEADLINE_RANGE = 128 Error Us
        "Η προθεσμία από {date} βγαίνει εκτός ημερολογίου. Ελέγξτε την ημερομηνία και τη διάρκεια."
        "The term from {date} runs out of the calendar. Check the date and its length.";

    AMKA_CHARACTERS = 130 Error User
        "Ο ΑΜΚΑ γράφεται μόνο με ψηφία."
        "An ΑΜΚΑ is written with digits only.";
    AMKA_LENGTH = 131 Error User
        "Ο ΑΜΚΑ έχει 11 ψηφία. Πληκτρολογήσατε {n}."
        "An ΑΜΚΑ has 11 digits. {n} were typed.";
    AMKA_DATE = 132 Error User
        "Ο ΑΜΚΑ αρχίζει με ημερομηνία γέννησης (ΗΗΜΜΕΕ) και τα πρώτα ψηφία του δεν είναι ημερομηνία. Ελέγξτε τα."
        "An ΑΜΚΑ begins with a birth date (DDMMYY) and these first digits are not a date. Check them.";
    AMKA_CHECK_DIGIT = 133 Error User
        "Ο ΑΜΚΑ δεν είναι έγκυρος. Ελέγξτε τα ψηφία του."
        "The ΑΜΚΑ is not valid. Check its digits.";
    PERSONAL_NUMBER_FORM = 134 Error User
        "Ο προσωπικός αριθμός έχει 3 λατινικούς χαρακτήρες ή ψηφία και ύστερα το ΑΦΜ, συνολικά 12. Ελέγξτε τον."
        "A personal number has 3 Latin letters or digits and then the ΑΦΜ, 12 in all. Check it.";
    PERSONAL_NUMBER_AFM = 135 Error User
        "Τα 9 τελευταία ψηφία του προσωπικού αριθμού δεν είναι έγκυρο ΑΦΜ. Ελέγξτε τα."
        "The last 9 digits of the personal number are not a valid ΑΦΜ. Check them.";
    ID_CARD_FORM = 136 Error User
        "Ο αριθμός ταυτότητας «{value}» δεν διαβάζεται. Γράψτε τον όπως ΑΒ 123456 ή όπως είναι τυπωμένος στη νέα κάρτα."
        "The identity card number «{value}» cannot be read. Write it like ΑΒ 123456 or as the new card prints it.";

    IBAN_FORM = 140 Error User
        "Ο ελληνικός IBAN έχει 27 χαρακτήρες: GR, 9 ψηφία και 16 λατινικά γράμματα ή ψηφία. Ελέγξτε τον."
        "A Greek IBAN has 27 characters: GR, 9 digits and 16 Latin letters or digits. Check it.";
    IBAN_COUNTRY = 141 Error User
        "Ο IBAN αρχίζει από {country}. Δεκτοί γίνονται μόνο λογαριασμοί με GR."
        "The IBAN starts with {country}. Only accounts with GR are accepted.";
    IBAN_GREEK_LETTERS = 142 Error User
        "Ο IBAN γράφεται με λατινικά γράμματα. Αλλάξτε γλώσσα στο πληκτρολόγιο."
        "An IBAN is written with Latin letters. Change the keyboard language.";
    IBAN_CHECK_DIGITS = 143 Error User
        "Ο IBAN δεν είναι έγκυρος. Κάποιο ψηφίο του είναι λάθος."
        "The IBAN is not valid. Some digit is wrong.";
    RF_FORM = 145 Error User
        "Ο κωδικός πληρωμής αρχίζει από RF και έχει έως 25 λατινικά γράμματα ή ψηφία. Ελέγξτε τον."
        "A payment code begins with RF and has up to 25 Latin letters or digits. Check it.";
    RF_GREEK_LETTERS = 146 Error User
        "Ο κωδικός πληρωμής RF γράφεται με λατινικά γράμματα. Αλλάξτε γλώσσα στο πληκτρολόγιο."
        "An RF code is written with Latin letters. Change the keyboard language.";
    RF_CHECK_DIGITS = 147 Error User
        "Ο κωδικός πληρωμής RF δεν είναι έγκυρος. Κάποιο ψηφίο του είναι λάθος."
        "The RF code is not valid. Some digit is wrong.";

    KAEK_FORM = 150 Error User
        "Ο ΚΑΕΚ έχει 12 ψηφία και, για διαμέρισμα, /κάθετη/οριζόντια. Ελέγξτε τον."
        "A ΚΑΕΚ has 12 digits and, for a flat, /vertical/horizontal. Check it.";
    KAEK_PREFECTURE = 151 Error User
        "Τα δύο πρώτα ψηφία του ΚΑΕΚ ({value}) δεν είναι κωδικός νομού (01 έως 54)."
        "The first two digits of the ΚΑΕΚ ({value}) are not a prefecture code (01 to 54).";
    KAEK_PARCEL = 152 Error User
        "Ο αριθμός γεωτεμαχίου του ΚΑΕΚ δεν μπορεί να είναι 000."
        "The parcel number of a ΚΑΕΚ cannot be 000.";
    KAEK_SIXTEEN = 153 Warning User
        "Ο ΚΑΕΚ δόθηκε με 16 ψηφία και διαβάστηκε ως {value}. Επιβεβαιώστε την κάθετη και την οριζόντια ιδιοκτησία."
        "The ΚΑΕΚ was given with 16 digits and read as {value}. Confirm the vertical and horizontal property.";
    SUPPLY_LENGTH = 155 Error User
        "Ο αριθμός παροχής έχει 9, 11 ή 12 ψηφία. Πληκτρολογήσατε {n}."
        "A supply number has 9, 11 or 12 digits. {n} were typed.";
    SUPPLY_EIGHT_DIGITS = 156 Error User
        "Δόθηκαν τα 8 ψηφία του μετρητή. Προσθέστε μπροστά το ψηφίο της περιοχής από τον λογαριασμό."
        "The 8 digits of the meter were given. Put the region digit of the bill in front.";
    SUPPLY_CHARACTERS = 157 Error User
        "Ο αριθμός παροχής γράφεται μόνο με ψηφία."
        "A supply number is written with digits only.";

    PLATE_FORM = 160 Error User
        "Η πινακίδα «{value}» δεν έχει ελληνική μορφή. Γράψτε γράμματα και ύστερα αριθμό, όπως ΗΚΑ-1000, ή δηλώστε ξένη χώρα."
        "The plate «{value}» has no Greek form. Write letters, then a number, like ΗΚΑ-1000, or state a foreign country.";
    PLATE_LETTER = 161 Error User
        "Το γράμμα «{letter}» δεν υπάρχει σε ελληνική πινακίδα. Δεκτά: Α Β Ε Ζ Η Ι Κ Μ Ν Ο Ρ Τ Υ Χ."
        "The letter «{letter}» is not used on Greek plates. Accepted: Α Β Ε Ζ Η Ι Κ Μ Ν Ο Ρ Τ Υ Χ.";
    PLATE_NUMBER = 162 Error User
        "Ο αριθμός της πινακίδας «{value}» δεν μπορεί να αρχίζει από μηδέν."
        "The number of the plate «{value}» cannot begin with zero.";
    PLATE_COUNTRY = 163 Error User
        "Η χώρα «{value}» της πινακίδας δεν είναι κωδικός δύο λατινικών γραμμάτων, όπως DE."
        "The plate's country «{value}» is not a code of two Latin letters, like DE.";
    PLATE_FREE_TEXT = 164 Error User
        "Η πινακίδα έχει έως 15 γράμματα ή ψηφία και τουλάχιστον ένα ψηφίο. Ελέγξτε την."
        "A plate has up to 15 letters or digits and at least one digit. Check it.";

    POSTCODE_FORM = 170 Error User
        "Ο ταχυδρομικός κώδικας έχει 5 ψηφία και δεν αρχίζει από μηδέν, όπως 712 02."
        "A postal code has 5 digits and does not begin with zero, like 712 02.";
    PHONE_FORM = 171 Error User
        "Το τηλέφωνο έχει 10 ψηφία και αρχίζει από 2 ή 69. Για άλλη χώρα γράψτε + και τον κωδικό της."
        "A telephone has 10 digits and begins with 2 or 69. For another country write + and its code.";

    ADA_FORM = 175 Error User
        "Ο ΑΔΑ γράφεται με ελληνικά κεφαλαία και ψηφία και μία παύλα, όπως Ψ68ΩΩΗ6-3ΓΦ."
        "An ΑΔΑ is written with Greek capitals and digits and one hyphen, like Ψ68ΩΩΗ6-3ΓΦ.";
    ADA_LATIN_LETTER = 176 Error User
        "Το γράμμα «{letter}» του ΑΔΑ είναι λατινικό. Αλλάξτε γλώσσα στο πληκτρολόγιο."
        "The letter «{letter}» of the ΑΔΑ is Latin. Change the keyboard language.";
    ADAM_FORM = 177 Error User
        "Ο ΑΔΑΜ έχει έτος, είδος (REQ, PROC, AWRD, SYMV ή PAY) και 9 ψηφία, όπως 26SYMV019601876."
        "An ΑΔΑΜ has a year, a kind (REQ, PROC, AWRD, SYMV or PAY) and 9 digits, like 26SYMV019601876.";
    BUDGET_CODE_FORM = 178 Error User
        "Ο κωδικός προϋπολογισμού «{value}» δεν διαβάζεται. Γράψτε τον όπως 00.6011, 20-6641.0001 ή 055.2120102001."
        "The budget code «{value}» cannot be read. Write it like 00.6011, 20-6641.0001 or 055.2120102001.";
}
