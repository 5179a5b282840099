//! Messages 200–299: what the law of a fine, a receipt or a request does not allow.

messages! {
    NEWER = 200 Error Us
        "Η υπόθεση περιέχει πράξη νεότερης έκδοσης του προγράμματος. Τη βλέπετε, αλλά για να την αλλάξετε ενημερώστε το πρόγραμμα."
        "The case holds an event of a newer program. It is shown; update the program to change it.";
    UNREADABLE = 201 Error Us
        "Η υπόθεση περιέχει πράξη που δεν διαβάζεται. Ειδοποιήστε το Κέντρο. Τίποτα δεν χάθηκε."
        "The case holds an event that cannot be read. Tell the centre. Nothing is lost.";
    NOT_IN_THIS_STATE = 202 Error User
        "Η ενέργεια «{event}» δεν γίνεται όταν η υπόθεση είναι «{state}»."
        "The action «{event}» is not possible while the case is «{state}».";
    NO_RIGHT = 203 Error User
        "Δεν έχετε το δικαίωμα «{right}». Ζητήστε το από τον διαχειριστή."
        "You do not have the right «{right}». Ask the administrator.";
    ONLY_AT_CENTRE = 204 Error User
        "Η ενέργεια «{event}» γίνεται μόνο στο Κέντρο."
        "The action «{event}» is done only at the centre.";
    REASON_MISSING = 205 Error User
        "Γράψτε τον λόγο. Μένει στην υπόθεση και στο βιβλίο αριθμών."
        "Write the reason. It stays with the case and in the register of numbers.";
    TEXT_TOO_LONG = 206 Error User
        "Το κείμενο ξεπερνά τους {n} χαρακτήρες. Συντομεύστε το."
        "The text is longer than {n} characters. Shorten it.";
    BAD_NUMBER = 207 Error User
        "Ο αριθμός «{value}» δεν είναι αριθμός παραστατικού. Γράψτε τον όπως Κ12-2026-000123."
        "«{value}» is not the number of a paper. Write it like Κ12-2026-000123.";
    OUTSIDE_BLOCK = 208 Error Us
        "Ο αριθμός {number} δεν ανήκει στους αριθμούς αυτής της συσκευής. Δεν εκδόθηκε τίποτα."
        "The number {number} is not in this device's block. Nothing was issued.";
    WRONG_RF = 209 Error Us
        "Ο κωδικός πληρωμής δεν αντιστοιχεί στον αριθμό {number}. Δεν εκδόθηκε τίποτα."
        "The payment code does not belong to the number {number}. Nothing was issued.";
    PART_TOO_LONG = 210 Error User
        "Το κείμενο είναι πολύ μεγάλο για την υπόθεση. Επισυνάψτε το ως αρχείο."
        "The text is too long for the case. Attach it as a file.";
    PART_UNREADABLE = 211 Error Peer
        "Τα στοιχεία προσώπου ή το κείμενο ήρθαν κατεστραμμένα. Φυλάχθηκαν για έλεγχο."
        "A private part came damaged. It was kept for inspection.";
    RECORD_UNREADABLE = 212 Error Peer
        "Μια εγγραφή του πίνακα «{table}» δεν διαβάζεται. Ενημερώστε το πρόγραμμα ή ειδοποιήστε το Κέντρο."
        "A record of the table «{table}» cannot be read. Update the program or tell the centre.";
    CONFLICT_UNKNOWN = 213 Error User
        "Η διαφορά που θέλετε να κλείσετε δεν υπάρχει πια. Ανανεώστε τη σελίδα."
        "The conflict to be settled is no longer there. Refresh the page.";
    WRONG_USER = 214 Error Us
        "Η πράξη γράφτηκε με άλλον χρήστη από αυτόν που την έκανε. Δεν καταχωρίστηκε τίποτα."
        "The event names another user than the one who acts. Nothing was recorded.";
    WRONG_DEVICE = 215 Error Us
        "Η πράξη γράφτηκε για άλλη συσκευή από αυτήν που τη στέλνει. Δεν καταχωρίστηκε τίποτα."
        "The event names another device than the one that sends it. Nothing was recorded.";

    OFFENCE_IN_FUTURE = 220 Error User
        "Η ώρα της παράβασης είναι στο μέλλον. Διορθώστε ημερομηνία και ώρα."
        "The time of the offence is in the future. Correct date and time.";
    LATE_WITHOUT_REASON = 221 Error User
        "Πέρασαν περισσότερες από 24 ώρες από την παράβαση. Γράψτε γιατί καταχωρίζεται τώρα."
        "More than 24 hours have passed since the offence. Write why it is recorded now.";
    NO_VIOLATION = 222 Error User
        "Επιλέξτε τουλάχιστον μία παράβαση."
        "Choose at least one violation.";
    TOO_MANY_VIOLATIONS = 223 Error User
        "Μια κλήση χωρά έως {n} παραβάσεις. Γράψτε δεύτερη κλήση για τις υπόλοιπες."
        "A fine holds up to {n} violations. Write a second one for the rest.";
    SAME_VIOLATION_TWICE = 224 Error User
        "Η παράβαση {code} γράφτηκε δύο φορές. Αφαιρέστε τη μία."
        "The violation {code} stands twice. Remove one.";
    VIOLATION_UNKNOWN = 225 Error User
        "Η παράβαση {code} δεν υπάρχει στον κατάλογο. Ελέγξτε τον κωδικό."
        "The violation {code} is not in the catalogue. Check the code.";
    CLASS_NOT_IN_REGIME = 226 Error User
        "Η παράβαση {code} δεν ισχύει για παράβαση στις {date}. Επιλέξτε από τον κατάλογο εκείνης της ημέρας."
        "The violation {code} is not in force for an offence of {date}. Choose from that day's catalogue.";
    MIXED_REGIMES = 227 Error User
        "Οι παραβάσεις ανήκουν σε διαφορετικά καθεστώτα. Γράψτε χωριστή κλήση για καθένα."
        "The violations belong to different regimes. Write one fine for each.";
    AMOUNTS_DIFFER = 228 Error Us
        "Το ποσό της παράβασης {code} δεν είναι αυτό που ισχύει στις {date}. Ανοίξτε ξανά την κλήση."
        "The amount of the violation {code} is not the one in force on {date}. Open the fine again.";
    TERMS_DIFFER = 229 Error Us
        "Οι όροι της κλήσης δεν είναι αυτοί που ισχύουν στις {date}. Ανοίξτε ξανά την κλήση."
        "The terms of the fine are not those in force on {date}. Open the fine again.";
    PLACE_MISSING = 230 Error User
        "Γράψτε πού έγινε η παράβαση: οδό ή θέση."
        "Write where the offence happened: street or spot.";
    NOBODY_NAMED = 231 Error User
        "Δώστε πινακίδα ή υπεύθυνο πρόσωπο."
        "Give a number plate or a liable person.";
    SERVED_BEFORE_OFFENCE = 232 Error User
        "Η επίδοση δεν μπορεί να είναι πριν από την παράβαση."
        "Service cannot be before the offence.";
    IN_THE_FUTURE = 233 Error User
        "Η ημερομηνία {date} είναι στο μέλλον. Διορθώστε την."
        "The date {date} is in the future. Correct it.";
    REDUCED_AFTER_TERM = 234 Error User
        "Η προθεσμία του μειωμένου ποσού έληξε στις {until}. Οφείλονται {due}."
        "The term of the reduced amount ended on {until}. {due} is due.";
    WHOLE_OR_HALF = 235 Error User
        "Πριν από τη βεβαίωση η κλήση πληρώνεται ολόκληρη: οφείλονται {due}. Μερική πληρωμή δεν γίνεται."
        "Before certification a fine is paid in full: {due} is due. Part payment is not possible.";
    OBJECTION_WITHOUT_PROTOCOL = 236 Error User
        "Οι αντιρρήσεις χρειάζονται αριθμό πρωτοκόλλου."
        "An objection needs its protocol number.";
    CANCEL_BY_ISSUER = 237 Error User
        "Ο υπάλληλος που εξέδωσε την κλήση δεν αποφασίζει για την ακύρωσή της."
        "The officer who issued the fine does not decide about cancelling it.";
    FOUR_EYES = 238 Error User
        "Την απόφαση υπογράφουν δύο διαφορετικά πρόσωπα."
        "Two different persons sign the decision.";
    DECISION_MISSING = 239 Error User
        "Γράψτε τον αριθμό της απόφασης."
        "Write the number of the decision.";
    NOT_YET_DUE = 240 Error User
        "Η κλήση βεβαιώνεται από τις {date}. Η προθεσμία δεν έχει λήξει."
        "The fine may be certified from {date}. The term is not over.";
    LOOKUP_WITHOUT_GROUND = 241 Error User
        "Η αναζήτηση ιδιοκτήτη χρειάζεται νόμιμο λόγο."
        "An owner look-up needs its legal ground.";
    DEBTOR_UNKNOWN = 242 Error User
        "Χωρίς υπόχρεο με ΑΦΜ η κλήση δεν βεβαιώνεται. Κάντε πρώτα αναζήτηση ιδιοκτήτη."
        "Without a liable person with an ΑΦΜ the fine is not certified. Look up the owner first.";
    NOT_THE_REPLACED_ONE = 243 Error User
        "Η νέα κλήση πρέπει να αναφέρει άλλον αριθμό από την παλιά."
        "The new fine must bear another number than the old one.";
    ALREADY_SERVED_ON_PAPER = 244 Error User
        "Η κλήση έχει παραδοθεί ή αφεθεί. Δεν αχρηστεύεται· αντικαθίσταται ή ακυρώνεται με απόφαση."
        "The fine was handed over or left. It cannot be spoiled; replace it or cancel it by decision.";
    REDUCED_NOT_ALLOWED = 245 Error User
        "Για αυτή την παράβαση δεν προβλέπεται μειωμένο ποσό. Οφείλονται {due}."
        "There is no reduced amount for this violation. {due} is due.";
    AMOUNT_DIFFERS = 246 Error User
        "Το ποσό {paid} δεν είναι το οφειλόμενο. Οφείλονται {due}."
        "The amount {paid} is not what is due. {due} is due.";
    NO_PAYMENT = 247 Error User
        "Δεν υπάρχει τέτοια πληρωμή στην κλήση."
        "There is no such payment on the fine.";
    SPACE_RULE_MISSING = 248 Error Us
        "Στις {date} δεν υπάρχει κανόνας για χρήση κοινόχρηστου χώρου χωρίς άδεια. Ζητήστε από το Κέντρο να τον συμπληρώσει."
        "On {date} there is no rule for use of public space without licence. Ask the centre to fill it in.";

    CLOCK_OFF = 250 Warning User
        "Το ρολόι της συσκευής διαφέρει {minutes} λεπτά από την ώρα του Κέντρου. Ελέγξτε την ώρα της παράβασης."
        "The device's clock is {minutes} minutes off the centre's time. Check the time of the offence.";
    SAME_SPOT = 251 Warning User
        "Το ίδιο όχημα έχει κλήση στο ίδιο σημείο για την ίδια κατηγορία πριν από λιγότερες από {hours} ώρες ({number}). Ίσως είναι η ίδια παράβαση."
        "The same vehicle has a fine at the same spot and class less than {hours} hours ago ({number}). It may be the same offence.";
    SAME_PLATE = 252 Warning User
        "Το ίδιο όχημα έχει κλήση πριν από λιγότερες από {hours} ώρες ({number})."
        "The same vehicle has a fine less than {hours} hours ago ({number}).";
    RULES_OLD = 253 Warning User
        "Ο κατάλογος παραβάσεων δεν έχει ενημερωθεί {days} ημέρες. Συνδεθείτε όταν μπορέσετε."
        "The catalogue of violations has not been refreshed for {days} days. Connect when you can.";
    OBJECTION_LATE = 254 Warning User
        "Η προθεσμία των αντιρρήσεων έληξε στις {until}. Καταχωρίζονται ως εκπρόθεσμες."
        "The term for objections ended on {until}. They are recorded as late.";

    RECEIPT_EMPTY = 270 Error User
        "Το διπλότυπο δεν έχει γραμμές."
        "The receipt has no lines.";
    RECEIPT_TOO_LONG = 271 Error User
        "Ένα διπλότυπο χωρά έως {n} γραμμές. Εκδώστε δεύτερο για τις υπόλοιπες."
        "A receipt holds up to {n} lines. Issue a second one for the rest.";
    AMOUNT_NOT_POSITIVE = 272 Error User
        "Κάθε γραμμή χρειάζεται ποσό μεγαλύτερο από μηδέν."
        "Each line needs an amount above zero.";
    TOTAL_DIFFERS = 273 Error Us
        "Το σύνολο του διπλοτύπου δεν είναι το άθροισμα των γραμμών. Δεν εκδόθηκε τίποτα."
        "The total of the receipt is not the sum of its lines. Nothing was issued.";
    SAME_DEBT_TWICE = 274 Error User
        "Η ίδια οφειλή υπάρχει σε δύο γραμμές. Αφαιρέστε τη μία."
        "The same debt stands in two lines. Remove one.";
    CARD_DETAILS = 275 Error User
        "Για πληρωμή με κάρτα γράψτε τον κωδικό έγκρισης και τα 4 τελευταία ψηφία."
        "For a card payment give the approval code and the last 4 digits.";
    FEE_UNKNOWN = 276 Error User
        "Το έσοδο {code} δεν υπάρχει στον κατάλογο για σήμερα."
        "The revenue {code} is not in today's catalogue.";
    FEE_AMOUNT = 277 Error User
        "Το έσοδο {code} είναι {due}. Το ποσό δεν αλλάζει."
        "The revenue {code} is {due}. The amount is fixed.";
    ABOVE_BALANCE = 278 Error User
        "Το ποσό {paid} είναι μεγαλύτερο από το υπόλοιπο {due}."
        "The amount {paid} is above the balance {due}.";
    NOTHING_OWED = 279 Error User
        "Η οφειλή {number} είναι εξοφλημένη."
        "The debt {number} is paid off.";
    CANCEL_OTHER_DAY = 280 Error User
        "Ένα διπλότυπο ακυρώνεται μόνο την ημέρα που εκδόθηκε. Για παλαιότερο κάντε επιστροφή στο Κέντρο."
        "A receipt is cancelled only on the day of issue. For an older one make a refund at the centre.";
    FOREIGN_DATE = 281 Error User
        "Το διπλότυπο έχει τη σημερινή ημερομηνία. Προχρονολόγηση δεν γίνεται."
        "A receipt bears today's date. It cannot be back-dated.";

    PAYABLE_UNKNOWN = 290 Warning User
        "Η οφειλή {number} δεν είναι γνωστή εδώ. Η είσπραξη γίνεται από το έντυπο και συμφωνείται στο Κέντρο."
        "The debt {number} is not known here. The money is taken by the paper and matched at the centre.";
}
