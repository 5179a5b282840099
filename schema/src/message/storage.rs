//! Messages 600–649: the store, its key and its disk.

messages! {
    DISK_FULL = 600 Error Disk
        "Ο δίσκος είναι γεμάτος. Δεν αποθηκεύτηκε τίποτα και δεν χάθηκε αριθμός· ό,τι γράψατε μένει στη φόρμα. Ελευθερώστε χώρο και δοκιμάστε ξανά."
        "The disk is full. Nothing was stored and no number was lost. Free some space and try again.";
    STORE_BROKEN = 601 Error Disk
        "Η αποθήκη δεν διαβάζεται. Μη σβήσετε τίποτα και ειδοποιήστε το Κέντρο."
        "The store cannot be read. Delete nothing and tell the centre.";
    STORE_NEWER = 602 Error Disk
        "Η αποθήκη έχει γραφτεί από νεότερη έκδοση του προγράμματος. Ενημερώστε το πρόγραμμα."
        "The store was written by a newer program. Update the program.";
    STORE_HELD = 603 Error User
        "Η αποθήκη χρησιμοποιείται ήδη από άλλο πρόγραμμα: {holder}."
        "The store is in use by another program: {holder}.";
    STORE_EXISTS = 604 Error User
        "Υπάρχει ήδη αποθήκη σε αυτόν τον φάκελο."
        "There is a store in this folder already.";
    STORE_MISSING = 605 Error User
        "Δεν υπάρχει αποθήκη σε αυτόν τον φάκελο. Ξεκινήστε με «loggia-node init»."
        "There is no store in this folder. Start with loggia-node init.";
    DISK_FAILED = 606 Error Disk
        "Ο δίσκος δεν δέχτηκε την εγγραφή. Δεν αποθηκεύτηκε τίποτα· ό,τι γράψατε μένει στη φόρμα. Δοκιμάστε ξανά."
        "The disk refused the write. Nothing was stored. Try again.";
    KEYS_DAMAGED = 607 Error Disk
        "Το αρχείο των κλειδιών της αποθήκης δεν διαβάζεται. Μη σβήσετε τίποτα και ειδοποιήστε το Κέντρο."
        "The file of key slots cannot be read. Delete nothing and tell the centre.";
    STORE_ROLLED_BACK = 608 Error Disk
        "Η αποθήκη γύρισε σε παλιότερη κατάσταση (πιθανόν από αντίγραφο). Συνεχίζει με νέα ταυτότητα· οι παλιοί αριθμοί δεν χρησιμοποιούνται."
        "The store went back to an earlier state, perhaps from a copy. It goes on under a new incarnation; its old numbers are not used.";
    ROWS_DIFFER = 609 Error Us
        "Ο έλεγχος βρήκε {rows|γραμμή|γραμμές} που δεν συμφωνούν με τα έγγραφα. Εκτελέστε επιδιόρθωση και ενημερώστε την υποστήριξη."
        "The check found {rows} rows that differ from the documents. Repair them and tell support.";
    ROWS_BEHIND = 610 Warning Us
        "Η λίστα ενημερώνεται ακόμη: {rows|υπόθεση|υποθέσεις} σε αναμονή."
        "The list is still being brought up to date: {rows} cases wait.";
    COMMAND_KEY_REUSED = 611 Error Us
        "Το ίδιο κλειδί εντολής χρησιμοποιήθηκε για άλλη εντολή. Δεν εκτελέστηκε τίποτα."
        "The same command key was used for a different command. Nothing was executed.";
    WAITING_FULL = 612 Error Peer
        "Ο πίνακας αναμονής γέμισε: πολλές εγγραφές περιμένουν άλλες που δεν ήρθαν. Ο συγχρονισμός θα τις ξαναζητήσει."
        "The table of waiting entries is full. Synchronisation will ask for them again.";
    DOCUMENT_NEWER = 613 Error User
        "Η υπόθεση περιέχει ενέργεια από νεότερη έκδοση του προγράμματος. Φαίνεται, αλλά δεν αλλάζει πριν ενημερώσετε το πρόγραμμα."
        "The case holds an event of a newer program. It can be read, not changed, until this program is updated.";
    DOCUMENT_MISSING = 614 Error User
        "Η υπόθεση δεν βρέθηκε σε αυτή τη συσκευή."
        "The case is not on this device.";
    TRAINING_MIXED = 615 Error User
        "Η αποθήκη εκπαίδευσης και η πραγματική δεν αναμειγνύονται. Ελέγξτε τον φάκελο και τον κωδικό εγγραφής."
        "A training store and a real one do not mix. Check the folder and the enrolment code.";
    MARKS_INSIDE = 616 Error User
        "Ο φάκελος της εξωτερικής ένδειξης βρίσκεται μέσα στην αποθήκη. Ορίστε άλλον φάκελο."
        "The folder of the outside mark lies inside the store. Choose another folder.";
    BRANCH_FOUND = 617 Error Peer
        "Βρέθηκαν δύο διαφορετικές συνέχειες της ίδιας συσκευής σε μία υπόθεση. Η δεύτερη δεν εφαρμόστηκε μέχρι να αποφασίσει το Κέντρο."
        "Two different continuations of one device exist in a case. The second was not applied; the centre decides.";
    ENTRY_UNREADABLE = 618 Error Peer
        "Μία εγγραφή άλλης συσκευής δεν διαβάζεται και δεν εφαρμόστηκε. Φυλάσσεται ως τεκμήριο."
        "An entry of another device cannot be read and was not applied. It is kept as evidence.";
    EFFECT_REFUSED = 619 Warning Authority
        "Το Κέντρο δεν δέχτηκε μία ενέργεια αυτής της υπόθεσης: {reason}. Ελέγξτε την υπόθεση."
        "The centre refused an action of this case: {reason}. Look at the case.";
    CONFLICT_OPEN = 620 Error User
        "Δύο συσκευές έγραψαν δίπλα δίπλα στην υπόθεση {number} και δεν συμφωνούν. Ανοίξτε την και αποφασίστε τι ισχύει."
        "Two devices wrote beside each other in case {number} and disagree. Open it and decide.";
    KEY_INVALID = 621 Error Us
        "Το κλειδί της εντολής λείπει ή είναι πολύ μεγάλο. Δεν εκτελέστηκε τίποτα."
        "The command key is missing or too long. Nothing was executed.";
    PATH_TAKEN = 622 Error User
        "Υπάρχει ήδη «{path}» και δεν αντικαθίσταται. Δώστε θέση που δεν υπάρχει."
        "There is a «{path}» already and it is not replaced. Name a place that does not exist.";
    COPY_DAMAGED = 623 Error Disk
        "Το αντίγραφο δεν είναι ακέραιο ή δεν ανήκει σε αυτό το κλειδί. Δεν επαναφέρθηκε τίποτα. Δοκιμάστε άλλο αντίγραφο."
        "The copy is not whole or not of this key. Nothing was restored. Try another copy.";
    KEY_FILE_OPEN = 624 Error User
        "Το αρχείο κλειδιών διαβάζεται και από άλλους. Ορίστε δικαιώματα 0600."
        "The key file may be read by others. Set its permissions to 0600.";
    KEY_FILE_UNUSABLE = 625 Error Disk
        "Το αρχείο κλειδιών λείπει ή δεν διαβάζεται. Χωρίς αυτό η αποθήκη δεν ανοίγει. Βάλτε το στη θέση του από το χρηματοκιβώτιο."
        "The key file is missing or cannot be read. Without it the store does not open. Put it back from the safe.";
    KEY_FILE_INSIDE = 626 Error User
        "Το αρχείο κλειδιών πρέπει να βρίσκεται έξω από τον φάκελο δεδομένων."
        "The key file must lie outside the data folder.";
    KEY_FILE_FOREIGN = 627 Error User
        "Το αρχείο κλειδιών ανήκει σε άλλον Δήμο."
        "The key file belongs to another municipality.";
    INSTALLATION_MISSING = 628 Error User
        "Δεν υπάρχει εγκατάσταση σε αυτόν τον φάκελο. Εκτελέστε πρώτα «loggia-central init»."
        "There is no installation in this folder. Run loggia-central init first.";
    INSTALLATION_EXISTS = 629 Error User
        "Υπάρχει ήδη εγκατάσταση σε αυτόν τον φάκελο."
        "There is an installation in this folder already.";
    COPY_BY_OTHER_TOOLS = 630 Error User
        "Αντίγραφα βάσης PostgreSQL παίρνονται με το pg_basebackup."
        "Copies of a PostgreSQL database are made with pg_basebackup.";
}
