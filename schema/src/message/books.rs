//! Messages 700–799: journal, periods, money lists and certification.
//!
//! 700–729 belong to the books, 730–799 to revenue.

messages! {
    UNBALANCED = 700 Error Us
        "Η εγγραφή δεν ισοσκελίζει στη λογιστική «{ledger}»: χρέωση {debit}, πίστωση {credit}. Δεν καταχωρίστηκε."
        "The entry does not balance in the ledger {ledger}: debit {debit}, credit {credit}.";
    AMOUNT_NOT_POSITIVE = 701 Error Us
        "Κάθε γραμμή της εγγραφής έχει ποσό μεγαλύτερο από το μηδέν· βρέθηκε {amount}. Για διόρθωση γίνεται αντιλογισμός."
        "Every line has an amount above zero; found {amount}. Corrections are reversals.";
    ROLE_UNBOUND = 702 Error User
        "Ο ρόλος {role} δεν αντιστοιχεί σε λογαριασμό στις {date}. Ορίστε την αντιστοίχιση στο σχέδιο λογαριασμών."
        "The role {role} is bound to no account on {date}. Bind it in the chart.";
    ACCOUNT_UNKNOWN = 703 Error User
        "Ο λογαριασμός {account} δεν υπάρχει στο σχέδιο λογαριασμών."
        "The account {account} is not in the chart.";
    ACCOUNT_NOT_POSTING = 704 Error User
        "Στον λογαριασμό {account} δεν γίνονται εγγραφές: είναι ανενεργός ή συγκεντρωτικός."
        "The account {account} takes no postings: it is inactive or a summary.";
    DIMENSION_MISSING = 705 Error Us
        "Η γραμμή στον λογαριασμό {account} χρειάζεται το στοιχείο «{dimension}»."
        "The line on account {account} needs the dimension {dimension}.";
    YEAR_NOT_OPEN = 706 Error User
        "Το οικονομικό έτος {year} δεν έχει ανοίξει στα βιβλία. Ζητήστε το από την οικονομική υπηρεσία."
        "The year {year} is not open in the books.";
    PERIOD_LOCKED = 707 Error User
        "Η περίοδος {period}/{year} έχει κλειδωθεί. Εγγραφή γίνεται μόνο με ονομαστική άδεια που λήγει."
        "The period {period}/{year} is locked. Posting needs a named, expiring exception.";
    PERIOD_CLOSED = 708 Error User
        "Η περίοδος {period}/{year} έχει κλείσει οριστικά. Κάντε την εγγραφή στην τρέχουσα περίοδο."
        "The period {period}/{year} is closed for good. Post in the current period.";
    DATE_OUTSIDE_PERIOD = 709 Error Us
        "Η λογιστική ημερομηνία {date} δεν ανήκει στην περίοδο {period}."
        "The accounting date {date} does not belong to period {period}.";
    SOURCE_CONFLICT = 710 Error Us
        "Για το ίδιο γεγονός υπάρχει ήδη η εγγραφή {entry} με άλλο περιεχόμενο. Δεν καταχωρίστηκε δεύτερη."
        "Entry {entry} exists for the same event with another content. No second one was made.";
    ALREADY_REVERSED = 711 Error User
        "Η εγγραφή {entry} έχει ήδη αντιλογιστεί ή είναι η ίδια αντιλογισμός."
        "Entry {entry} is reversed already, or is itself a reversal.";
    ENTRY_UNKNOWN = 712 Error User
        "Η εγγραφή {entry} δεν υπάρχει."
        "There is no entry {entry}.";
    ENTRY_SHAPE = 713 Error Us
        "Η εγγραφή χρειάζεται τουλάχιστον δύο γραμμές, αιτιολογία, κανόνα και γεγονός προέλευσης, σε λογικό μέγεθος."
        "An entry needs two lines or more, a text, a rule and a source event, within limits.";
    BUDGET_CODE_UNKNOWN = 714 Error User
        "Ο κωδικός προϋπολογισμού {code} δεν ισχύει για το έτος {year}."
        "The budget code {code} does not hold in {year}.";
    LOCK_GOES_BACK = 715 Error User
        "Η περίοδος {period}/{year} έχει κλείσει οριστικά και δεν ανοίγει ξανά."
        "The period {period}/{year} is closed for good and does not open again.";
    EARLIER_PERIOD_OPEN = 716 Error User
        "Η περίοδος {period}/{year} δεν κλείνει οριστικά όσο μένει ανοικτή η προηγούμενη {earlier}/{year}."
        "Period {period}/{year} cannot be closed for good while {earlier}/{year} is open.";
    ACCOUNTING_DATE_FUTURE = 717 Error User
        "Η λογιστική ημερομηνία {date} είναι μελλοντική."
        "The accounting date {date} lies in the future.";
    OPENING_CLASS = 718 Error User
        "Ο λογαριασμός {account} είναι εσόδων ή εξόδων και δεν έχει υπόλοιπο έναρξης."
        "The account {account} is revenue or expense and has no opening balance.";
    EXCEPTION_SHAPE = 719 Error User
        "Η άδεια εγγραφής σε κλειδωμένη περίοδο χρειάζεται αιτιολογία και λήξη μέσα στις επόμενες {days} ημέρες."
        "An exception for a locked period needs a reason and an end within {days} days.";
    CHAIN_BROKEN = 720 Error Disk
        "Η αλυσίδα του ημερολογίου σπάει στην εγγραφή {entry}: το περιεχόμενο άλλαξε μετά την καταχώριση. Ειδοποιήστε αμέσως τον ελεγκτή."
        "The journal's chain breaks at entry {entry}: its content was changed afterwards.";
    NUMBER_GAP = 721 Error Disk
        "Στο ημερολόγιο {year} λείπει η εγγραφή {no}."
        "Entry {no} is missing in the journal of {year}.";
    BALANCE_DIFFERS = 722 Error Us
        "Το υπόλοιπο του λογαριασμού {account}, περίοδος {period}/{year}, διαφέρει από τις εγγραφές του."
        "The balance of account {account}, period {period}/{year}, differs from its entries.";
    HEAD_DIFFERS = 723 Error Disk
        "Η κεφαλή του ημερολογίου {year} δεν συμφωνεί με την τελευταία εγγραφή του."
        "The head of the journal of {year} does not agree with its last entry.";
    PUBLISHED_DIFFERS = 724 Error Disk
        "Η δημοσιευμένη κεφαλή στην εγγραφή {entry} δεν συμφωνεί με το ημερολόγιο. Ειδοποιήστε αμέσως τον ελεγκτή."
        "The published head at entry {entry} does not agree with the journal.";
    CONTROL_DIFFERS = 725 Error Us
        "Ο λογαριασμός {account} έχει γραμμές χωρίς πρόσωπο: δεν συμφωνεί με τις καρτέλες του."
        "The account {account} has lines without a party: it does not agree with its cards.";
    ENTRY_UNBALANCED = 726 Error Disk
        "Η εγγραφή {entry} του ημερολογίου δεν ισοσκελίζει."
        "The journal's entry {entry} does not balance.";
    ACCOUNT_SHAPE = 727 Error User
        "Ο κωδικός λογαριασμού {account} δεν έχει τη σωστή μορφή ή δεν έχει ανώτερο λογαριασμό."
        "The account code {account} has a wrong shape or no parent.";

    LINE_UNKNOWN = 730 Error User
        "Δεν βρέθηκε εγγραφή βεβαίωσης με αριθμό {number}."
        "There is no assessment line with number {number}.";
    LINE_CERTIFIED = 731 Error User
        "Η εγγραφή {number} έχει βεβαιωθεί και δεν αλλάζει. Χρειάζεται πράξη διόρθωσης."
        "Line {number} is certified and does not change. It needs a correction act.";
    PERSON_UNKNOWN = 732 Error User
        "Το πρόσωπο δεν βρέθηκε στο μητρώο."
        "The person is not in the registry.";
    LIST_EMPTY = 733 Error User
        "Δεν υπάρχουν εγγραφές έτοιμες για κατάλογο. Δείτε τις εξαιρέσεις της προεπισκόπησης."
        "No line is ready for a list. See the exceptions of the preview.";
    LIST_UNKNOWN = 734 Error User
        "Δεν υπάρχει χρηματικός κατάλογος με αριθμό {list}."
        "There is no money list {list}.";
    LIST_APPROVED = 735 Error User
        "Ο κατάλογος {list} έχει εγκριθεί και δεν αλλάζει."
        "List {list} is approved and does not change.";
    LIST_DISCARDED = 736 Error User
        "Ο κατάλογος {list} έχει απορριφθεί. Συντάξτε νέο."
        "List {list} was discarded. Draft a new one.";
    LIST_TOTAL_DIFFERS = 737 Error Us
        "Το σύνολο του καταλόγου {list} δεν συμφωνεί με τις γραμμές του. Δεν εγκρίθηκε."
        "The total of list {list} differs from its lines. It was not approved.";
    PAYMENT_UNMATCHED = 740 Warning User
        "Η είσπραξη {number}, {amount}, πληρώνει κάτι που δεν έχει φτάσει ακόμη στο Κέντρο. Περιμένει την κλήση."
        "Receipt {number}, {amount}, pays something that has not reached the centre yet.";
    PAID_TWICE = 741 Warning User
        "Η οφειλή {number} δεν είχε υπόλοιπο όταν πληρώθηκε με το {receipt}. Τα {amount} είναι πίστωση του οφειλέτη: επιστροφή ή συμψηφισμός."
        "Debt {number} had no balance when {receipt} paid it. {amount} is the debtor's credit.";
    PART_PAID = 742 Warning User
        "Η κλήση {number} πληρώθηκε εν μέρει με το {receipt}, {amount}, πριν από τη βεβαίωση. Αποφασίστε για το υπόλοιπο."
        "Fine {number} was paid in part by {receipt}, {amount}, before certification.";
    CREDIT_TO_DEBTOR = 743 Warning User
        "Για το {number} εισπράχθηκαν {amount} περισσότερα από όσα οφείλονταν. Είναι πίστωση του οφειλέτη."
        "For {number} {amount} more was taken than was owed. It is the debtor's credit.";
    CERTIFIED_CHANGED = 744 Warning User
        "Η κλήση {number} άλλαξε αφού είχε βεβαιωθεί. Η οφειλή δεν άλλαξε· χρειάζεται απόφαση διαγραφής ή διόρθωση."
        "Fine {number} changed after it was certified. The debt did not change.";
}
