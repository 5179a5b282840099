//! Messages 1050–1099: protocol, registers of village papers, templates.

messages! {
    BAD_PROTOCOL_NUMBER = 1050 Error User
        "«{value}»: δεν είναι αριθμός πρωτοκόλλου. Γράφεται όπως ΤΑ02-3ΑΚ7Η/2026/000017: γραφείο, σειρά, έτος, αριθμός."
        "{value} is not a protocol number. It is written like ΤΑ02-3ΑΚ7Η/2026/000017: desk, series, year, number.";
    BAD_DESK_CODE = 1051 Error User
        "«{code}»: δεν γίνεται κωδικός γραφείου σε αριθμό πρωτοκόλλου. Έως 8 κεφαλαία γράμματα και ψηφία."
        "{code} cannot be the desk of a protocol number. Up to 8 capitals and digits.";
    SERIES_FULL = 1052 Error User
        "«{register}» του {year}: η σειρά έφτασε στον τελευταίο εξαψήφιο αριθμό. Ειδοποιήστε το Κέντρο."
        "{register} of {year}: the series has reached its last number of six digits. Tell the centre.";
    SUBJECT_MISSING = 1053 Error User
        "Λείπει το θέμα. Γράψτε με λίγες λέξεις τι ζητά ή τι λέει το έγγραφο."
        "The subject is missing. Write in a few words what the document asks or says.";
    DATE_AHEAD = 1054 Error User
        "Η ημερομηνία {date} δεν έχει έρθει ακόμη. Γράψτε πότε παραλήφθηκε ή στάλθηκε το έγγραφο."
        "The date {date} has not come yet. Write when the document came or left.";
    DATE_BEFORE_TODAY = 1055 Error User
        "Ό,τι παραλαμβάνεται πρωτοκολλείται την ίδια ημέρα. Για τις {date} χρειάζεται ο προϊστάμενος του πρωτοκόλλου."
        "What comes in is registered on the same day. For {date} the head of the registry is needed.";
    CANCELLED_TWICE = 1056 Error User
        "Η εγγραφή {number} έχει ήδη ακυρωθεί. Δεν χρειάζεται άλλη ενέργεια."
        "Entry {number} is cancelled already. Nothing more is needed.";
    THEIR_DATE_LATER = 1057 Error User
        "Το έγγραφο έχει ημερομηνία {their}, αργότερα από την παραλαβή του ({ours}). Διορθώστε τη μία από τις δύο."
        "The document is dated {their}, after it came ({ours}). Mend one of the two.";
    YEAR_OF_NUMBER = 1058 Error Us
        "Ο αριθμός {number} δεν είναι του έτους της εγγραφής ({date})."
        "Number {number} is not of the year of its entry ({date}).";
    YEAR_CLOSED = 1059 Error User
        "Το πρωτόκολλο του {year} έχει κλείσει και δεν αλλάζει. Κάντε νέα εγγραφή στο τρέχον έτος που το αναφέρει."
        "The protocol of {year} is closed and does not change. Make a new entry of this year that names it.";
    NUMBER_BY_HAND = 1060 Error User
        "Ο αριθμός πρωτοκόλλου δεν γράφεται με το χέρι: τον δίνει η σειρά του γραφείου. Αφήστε το πεδίο κενό."
        "A protocol number is not typed: the desk's series gives it. Leave the field empty.";
    TEMPLATE_PLACE_EMPTY = 1061 Error User
        "Συμπληρώστε το «{place}»: το κείμενο του εγγράφου το χρειάζεται."
        "Fill in {place}: the text of the paper needs it.";
    TEMPLATE_UNKNOWN = 1062 Error User
        "Δεν υπάρχει πρότυπο «{code}» που να ισχύει σήμερα. Διαλέξτε άλλο ή ζητήστε το από το Κέντρο."
        "No template {code} is in force today. Choose another one or ask the centre.";
    UNIT_MISSING = 1063 Error User
        "Γράψτε σε ποια υπηρεσία ή ποιον υπάλληλο χρεώνεται το έγγραφο."
        "Write which unit or which person the document is charged to.";
    DUE_NOT_SOUND = 1064 Error User
        "Η προθεσμία δεν μπορεί να λήγει πριν από την παραλαβή, και μόνο τα εισερχόμενα έχουν προθεσμία."
        "A term cannot end before the document came, and only what comes in has one.";
    POSTED_BACKWARDS = 1065 Error User
        "Η ανάρτηση τελειώνει πριν αρχίσει. Διορθώστε τις ημερομηνίες."
        "The posting ends before it begins. Mend the dates.";
    POSTED_MISSING = 1066 Error User
        "Γράψτε από πότε έως πότε ήταν αναρτημένο το έγγραφο."
        "Write from when to when the document was posted.";
    FOREIGN_SERIES = 1067 Error User
        "Ο αριθμός {number} δεν ανήκει στη σειρά της συσκευής που τον έγραψε."
        "Number {number} is not of the series of the device that wrote it.";
    PROTOCOL_NUMBER_USED = 1068 Error User
        "Ο αριθμός {number} υπάρχει ήδη σε άλλη εγγραφή. Και οι δύο μένουν στο ευρετήριο· αποφασίστε ποια ισχύει και ακυρώστε την άλλη."
        "Number {number} stands on another entry already. Both stay in the index; decide which holds and cancel the other.";
    PROTOCOL_GAP = 1069 Error User
        "Η σειρά {series} του {year} πήδησε από το {from} στο {to}. Ζητήστε από το γραφείο να συγχρονίσει ή να εξηγήσει τι έγινε."
        "Series {series} of {year} jumped from {from} to {to}. Ask the desk to synchronise or to explain.";
    NAME_MISSING = 1070 Error User
        "Γράψτε το ονοματεπώνυμο ή την υπηρεσία."
        "Write the name of the person or the service.";
    COPIES = 1071 Error User
        "Γράψτε με ψηφία πόσα αντίτυπα επικυρώνονται."
        "Write in digits how many copies are certified.";
}
