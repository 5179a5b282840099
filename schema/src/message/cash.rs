//! Messages 1150–1199: the cash day, direct revenue, paper blocks.

messages! {
    DAY_CLOSED = 1150 Error User
        "Η ταμειακή ημέρα της {day} έκλεισε. Ανοίξτε νέα βάρδια πριν εισπράξετε ξανά."
        "The cash day of {day} is closed. Open another shift before taking money again.";
    DAY_OPENED = 1151 Warning User
        "Δεν υπήρχε ανοικτή ταμειακή ημέρα και ανοίχτηκε τώρα, με αρχικό ποσό {float}. Ελέγξτε το συρτάρι."
        "No cash day was open; one was opened now with a float of {float}. Check the drawer.";
    DAY_STILL_OPEN = 1152 Warning User
        "Η ταμειακή ημέρα {day} δεν έχει κλείσει. Κλείστε την με καταμέτρηση."
        "The cash day {day} is not closed. Count and close it.";
    DAY_OPEN_ALREADY = 1153 Error User
        "Κρατάτε ήδη το ανοικτό ταμείο {day}. Κλείστε το ή παραδώστε το πρώτα."
        "You already hold the open cash day {day}. Close it or hand it over first.";
    HANDOVER_WAITS = 1154 Error User
        "Το ταμείο περιμένει παραλαβή από άλλον υπάλληλο. Ως τότε δεν εισπράττει κανείς από αυτό."
        "The cash box waits to be taken over by somebody else. Nobody takes money from it until then.";
    NOT_THE_HOLDER = 1155 Error User
        "Το ταμείο το κρατά άλλος υπάλληλος. Την ενέργεια «{event}» την κάνει εκείνος."
        "Somebody else holds the cash box. The action «{event}» is theirs.";
    NOT_THE_RECEIVER = 1156 Error User
        "Το ταμείο παραδόθηκε σε άλλον υπάλληλο. Το παραλαμβάνει μόνο εκείνος."
        "The cash box was handed to somebody else, who alone can take it over.";
    RECEIVER_WITHOUT_RIGHT = 1157 Error User
        "Ο υπάλληλος «{name}» δεν εισπράττει σε αυτό το γραφείο. Επιλέξτε κάποιον που έχει το δικαίωμα."
        "«{name}» does not take money at this desk. Choose somebody who has the right.";
    HANDOVER_TO_SELF = 1158 Error User
        "Η παράδοση γίνεται σε άλλον υπάλληλο, όχι σε εσάς."
        "A box is handed to somebody else, not to yourself.";
    RECEIVER_HOLDS_A_BOX = 1159 Error User
        "Ο υπάλληλος «{name}» κρατά ήδη ανοικτό ταμείο. Πρέπει πρώτα να το κλείσει."
        "«{name}» already holds an open cash box, which must be closed first.";
    DIFFERENCE_WITHOUT_REASON = 1160 Error User
        "Η καταμέτρηση διαφέρει κατά {difference} από το αναμενόμενο. Μετρήστε ξανά ή γράψτε τον λόγο."
        "The count differs by {difference} from what is expected. Count again or write the reason.";
    PIECE_UNKNOWN = 1161 Error User
        "Δεν υπάρχει χαρτονόμισμα ή κέρμα των {piece}, ή γράφτηκε δύο φορές."
        "There is no note or coin of {piece}, or it stands twice.";
    PIECES_FORM = 1162 Error User
        "Γράψτε πόσα τεμάχια μετρήσατε, μόνο με ψηφία."
        "Write how many pieces were counted, in digits only.";
    DEPOSIT_ABOVE_COUNT = 1163 Error User
        "Η κατάθεση {deposit} είναι μεγαλύτερη από τα μετρητά που μετρήθηκαν ({counted})."
        "The deposit {deposit} is above the cash that was counted ({counted}).";
    SUMS_DIFFER = 1164 Error Us
        "Τα σύνολα της ταμειακής ημέρας δεν προκύπτουν από τα στοιχεία της. Δεν καταχωρίστηκε τίποτα."
        "The sums of the cash day do not follow from its parts. Nothing was recorded.";
    RECEIPTS_CHANGED = 1165 Error User
        "Όσο μετρούσατε εκδόθηκαν ή ακυρώθηκαν διπλότυπα. Ελέγξτε τα νέα σύνολα και κλείστε ξανά."
        "Receipts were issued or cancelled while you counted. Check the new sums and close again.";
    FLOAT_DIFFERS = 1166 Warning User
        "Το αρχικό ποσό δεν είναι αυτό που έμεινε στο τελευταίο κλείσιμο ({left})."
        "The float is not what was left at the last closing ({left}).";
    CANCEL_AFTER_CLOSE = 1167 Error User
        "Η ταμειακή ημέρα του διπλοτύπου έχει κλείσει ή παραδίδεται. Η επιστροφή γίνεται στο Κέντρο."
        "The cash day of the receipt is closed or being handed over. The refund is made at the centre.";
    NO_OPEN_DAY = 1168 Error User
        "Δεν κρατάτε ανοικτό ταμείο. Ανοίξτε ταμειακή ημέρα."
        "You hold no open cash box. Open a cash day.";

    QUANTITY_MISSING = 1170 Error User
        "Το έσοδο {code} χρεώνεται ανά μονάδα ({unit}). Γράψτε την ποσότητα."
        "The revenue {code} is charged by unit ({unit}). Write the quantity.";
    QUANTITY_FORM = 1171 Error User
        "Η ποσότητα είναι ακέραιος αριθμός από 1 έως {most}."
        "The quantity is a whole number from 1 to {most}.";

    SHEET_FORM = 1175 Error User
        "Το φύλλο «{value}» δεν διαβάζεται. Γράψτε σειρά και αριθμό, όπως ΧΑ-000123."
        "The sheet «{value}» cannot be read. Write series and number, like ΧΑ-000123.";
    SHEET_OUTSIDE = 1176 Error User
        "Το φύλλο {sheet} δεν ανήκει σε μπλοκ που έχει καταχωριστεί για αυτό το είδος. Ελέγξτε σειρά και αριθμό."
        "The sheet {sheet} is in no registered block of this kind. Check series and number.";
    SHEET_TYPED = 1177 Error User
        "Το φύλλο {sheet} έχει ήδη καταχωριστεί με τον αριθμό {number}."
        "The sheet {sheet} was typed already, under the number {number}.";
    BLOCK_UNKNOWN = 1178 Error User
        "Δεν υπάρχει χάρτινο μπλοκ «{block}». Επιλέξτε ένα από τον κατάλογο."
        "There is no paper block «{block}». Choose one from the list.";

    COUNTERSIGN_OWN = 1180 Error User
        "Μια ακύρωση την προσυπογράφει άλλος από εκείνον που την έκανε."
        "A cancellation is countersigned by somebody else than the one who made it.";
    NOTHING_TO_COUNTERSIGN = 1181 Error User
        "Δεν υπάρχει εδώ ακύρωση που περιμένει προσυπογραφή."
        "There is no cancellation here that waits for a countersignature.";
    DAY_DIFFERS = 1182 Error User
        "Η ταμειακή ημέρα {number} έκλεισε με μετρητά {said}, ενώ τα διπλότυπά της στο Κέντρο δίνουν {found}. Βρείτε ποια λείπουν."
        "The cash day {number} was closed with cash of {said}; its receipts at the centre give {found}. Find which are missing.";
    DAY_SHORT = 1183 Error User
        "Η ταμειακή ημέρα {number} έκλεισε με διαφορά {difference}. Δείτε την αιτιολογία και αποφασίστε."
        "The cash day {number} was closed with a difference of {difference}. See the reason and decide.";
    RECEIPT_AFTER_CLOSE = 1184 Error User
        "Το διπλότυπο {number} ανήκει σε ταμειακή ημέρα που είχε ήδη κλείσει. Ελέγξτε πού βρίσκονται τα χρήματα."
        "The receipt {number} belongs to a cash day that was closed already. Find out where the money is.";
    DAY_UNKNOWN = 1185 Error User
        "Δεν υπάρχει τέτοια ταμειακή ημέρα ή δεν έχει κλείσει ακόμη."
        "There is no such cash day, or it is not closed yet.";
    DEPOSIT_CONFIRMED = 1186 Error User
        "Η κατάθεση αυτής της ημέρας έχει ήδη επιβεβαιωθεί, ή δεν έγινε κατάθεση."
        "The deposit of this day was confirmed already, or there was none.";

    STATE_UNKNOWN = 1190 Error User
        "Η κατάσταση «{value}» δεν υπάρχει. Υπάρχουν: {known}."
        "There is no state «{value}». There are: {known}.";
}
