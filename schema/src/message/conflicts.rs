//! Messages 1250–1299: conflicts that a person decides, persons that are one, debts struck off.

messages! {
    SIDE_MISSING = 1250 Error User
        "Δεν επιλέξατε τι ισχύει. Πατήστε 1, 2 ή 3, όσα δείχνει η οθόνη."
        "No side was chosen. Press one of the keys the screen shows.";
    REASON_ASKED = 1251 Error User
        "Η απόφαση αφορά χρήματα ή νόμο και χρειάζεται αιτιολογία. Γράψτε γιατί αποφασίζετε έτσι."
        "The decision is about money or law and needs a reason. Write why.";
    DECIDED_ALREADY = 1252 Error User
        "Η διένεξη τακτοποιήθηκε ήδη ή δεν υπάρχει πια. Δείτε την απόφαση στις τακτοποιημένες."
        "The conflict was decided already or is gone. See the decision among the settled ones.";
    NEEDS_DECISION = 1253 Error User
        "Η εκκρεμότητα είναι διένεξη και δεν κλείνει χωρίς απόφαση. Ανοίξτε την και επιλέξτε τι ισχύει."
        "The task is a conflict and is not closed without a decision. Open it and choose.";
    PICK_MISSING = 1255 Error User
        "Επιλέξτε την οφειλή που πληρώνεται με τον συμψηφισμό."
        "Choose the debt that is paid by the set-off.";
    CREDIT_USED = 1256 Error User
        "Η πίστωση του διπλοτύπου {receipt} έχει ήδη χρησιμοποιηθεί ή δεν υπάρχει πια. Δείτε τις πιστώσεις."
        "The credit of receipt {receipt} was used already or is gone. See the credits.";
    NOT_HIS_DEBT = 1257 Error User
        "Η οφειλή {number} δεν πληρώνεται με αυτή την πίστωση: δεν είναι του ίδιου οφειλέτη, έχει εξοφληθεί ή το ποσό δεν αρκεί πριν από τη βεβαίωση. Επιλέξτε άλλη."
        "Debt {number} cannot be paid with this credit. Choose another.";
    SAME_PERSON = 1260 Error User
        "Δύο εγγραφές του μητρώου μοιάζουν να είναι το ίδιο πρόσωπο (ομοιότητα {score} στα 100). Αποφασίστε αν συγχωνεύονται."
        "Two entries of the registry look like one person (likeness {score} of 100). Decide whether they are merged.";
    MERGE_SELF = 1261 Error User
        "Μια εγγραφή δεν συγχωνεύεται με τον εαυτό της. Επιλέξτε την άλλη εγγραφή."
        "An entry is not merged with itself. Choose the other entry.";
    MERGE_CYCLE = 1262 Error User
        "Οι δύο εγγραφές είναι ήδη το ίδιο πρόσωπο. Δείτε την κοινή καρτέλα."
        "The two entries are one person already. See their common card.";
    MERGED_ALREADY = 1263 Error User
        "Μία από τις δύο εγγραφές έχει ήδη συγχωνευθεί με τρίτη. Συγχωνεύστε εκείνη στην οποία βρίσκεται, ή αναιρέστε πρώτα."
        "One of the entries was merged with a third one already. Merge that one, or take them apart first.";
    TWO_AFM = 1264 Error User
        "Οι δύο εγγραφές έχουν διαφορετικό ΑΦΜ και είναι δύο πρόσωπα. Ελέγξτε ποιο ΑΦΜ είναι σωστό πριν από οτιδήποτε άλλο."
        "The two entries have different tax numbers and are two persons. Check the numbers first.";
    KEEP_THE_AFM = 1265 Error User
        "Μένει η εγγραφή που έχει ΑΦΜ. Επιλέξτε την άλλη πλευρά."
        "The entry with a tax number is the one that stays. Choose the other side.";
    NOT_MERGED = 1266 Error User
        "Η εγγραφή δεν έχει συγχωνευθεί με άλλη, οπότε δεν υπάρχει τι να αναιρεθεί. Ανανεώστε την καρτέλα."
        "The entry is not merged with another, so there is nothing to take apart. Reload the card.";
    ALIAS_EMPTY = 1267 Error User
        "Γράψτε το όνομα με το οποίο είναι γνωστός."
        "Write the name he is known by.";
    ALIAS_LONG = 1268 Error User
        "Το όνομα ξεπερνά τους 120 χαρακτήρες. Συντομεύστε το."
        "The name is longer than 120 characters. Shorten it.";
    ALIAS_KIND = 1269 Error User
        "Επιλέξτε αν είναι παρατσούκλι, άλλη γραφή ή κληρονόμοι."
        "Choose whether it is a nickname, another spelling or heirs.";
    PAID_AFTER_STRIKE = 1270 Error User
        "Το διπλότυπο {receipt} ({amount}) πληρώνει την οφειλή {number}, που έχει διαγραφεί. Τα χρήματα περιμένουν απόφαση."
        "Receipt {receipt} ({amount}) pays debt {number}, which was struck off. The money waits for a decision.";
    STRIKE_STATE = 1271 Error User
        "Η οφειλή {number} είναι «{state}». Διαγράφεται μόνο βεβαιωμένη οφειλή· οι υπόλοιπες ακυρώνονται στην πηγή τους."
        "Debt {number} is «{state}». Only a certified debt is struck off; others are cancelled at their source.";
    STRIKE_DECISION = 1272 Error User
        "Γράψτε τον αριθμό της απόφασης διαγραφής."
        "Write the number of the decision.";
    STRIKE_EARLY = 1273 Error User
        "Η απόφαση διαγραφής δεν μπορεί να είναι πριν από τη βεβαίωση ή μετά τη σημερινή ημέρα. Ελέγξτε την ημερομηνία."
        "The decision cannot be before certification or after today. Check the date.";
    LIMIT_FORM = 1274 Error User
        "Η ρύθμιση παραγραφής «{name}» δεν διαβάζεται: «{value}». Γράψτε struck_off, until ΕΕΕΕ-ΜΜ-ΗΗ ή years Ν, και μετά kept ή refund."
        "The limitation setting «{name}» cannot be read: «{value}». Write struck_off, until YYYY-MM-DD or years N, then kept or refund.";
    SAME_LETTER = 1280 Error User
        "Οι εγγραφές {number} και {other} φαίνονται να είναι του ίδιου εγγράφου: ίδιος αποστολέας, ίδιος αριθμός ή θέμα. Αποφασίστε ποια ισχύει."
        "Entries {number} and {other} seem to be of one letter. Decide which one stands.";
    TWO_KEEPERS = 1281 Error User
        "Δύο υδρονόμοι διάβασαν τον μετρητή {number} στις {date}. Οι ενδείξεις δεν μετρούν πριν αποφασίσετε ποια ισχύει."
        "Two keepers read meter {number} on {date}. The readings do not count before you decide.";
    EDITED_TWICE = 1282 Error User
        "Το αίτημα {number} άλλαξε σε δύο γραφεία χωρίς να γνωρίζει το ένα το άλλο. Αποφασίζει το γραφείο που το έχει."
        "Request {number} was edited in two offices beside each other. The office that holds it decides.";
    REASON_LONG = 1254 Error User
        "Η αιτιολογία ξεπερνά τους 500 χαρακτήρες. Συντομεύστε την."
        "The reason is longer than 500 characters. Shorten it.";
}
