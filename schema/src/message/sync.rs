//! Messages 500–549: feeds, bundles, sessions and the peers behind them.
//!
//! 500–519 refuse a bundle or an entry, 520–539 a session or a peer, 540–549 a paper's stub.

messages! {
    CHAIN_BROKEN = 500 Error Peer
        "Οι εγγραφές που ήρθαν δεν συνδέονται μεταξύ τους. Δεν καταχωρίστηκε καμία. Ενημερώστε την υποστήριξη."
        "The entries that arrived do not follow each other. None was taken. Tell support.";
    BAD_SIGNATURE = 501 Error Peer
        "Η υπογραφή των εγγραφών που ήρθαν δεν ισχύει. Δεν καταχωρίστηκε καμία. Ενημερώστε την υποστήριξη."
        "The signature of the entries that arrived does not hold. None was taken. Tell support.";
    FOREIGN_SCOPE = 502 Error Peer
        "Οι εγγραφές ανήκουν σε πεδίο που αυτή η συσκευή δεν τηρεί. Δεν καταχωρίστηκαν."
        "The entries belong to a scope that is not held here. They were not taken.";
    FOREIGN_ACTOR = 503 Error Peer
        "Εγγραφή υπογράφεται από άλλη συσκευή από εκείνη που τη συνέταξε. Δεν καταχωρίστηκε."
        "An entry was written by another actor than that of its feed. It was not taken.";
    FOREIGN_MUNICIPALITY = 504 Error Peer
        "Τα δεδομένα ανήκουν σε άλλον δήμο. Δεν καταχωρίστηκαν."
        "The data belong to another municipality. They were not taken.";
    MALFORMED = 505 Error Peer
        "Τα δεδομένα που ήρθαν δεν έχουν τη μορφή που πρέπει. Δεν καταχωρίστηκαν. Ελέγξτε αν το πρόγραμμα είναι ενημερωμένο."
        "The data that arrived are malformed. They were not taken. Check that the program is up to date.";
    GAP = 506 Error Peer
        "Λείπουν προηγούμενες εγγραφές. Θα ζητηθούν ξανά στον επόμενο συγχρονισμό."
        "Earlier entries are missing. They will be asked for at the next sync.";
    FORK = 507 Error Peer
        "Η συσκευή έχει δύο διαφορετικές συνέχειες των ίδιων εγγραφών. Ό,τι έγραψε μένει προσωρινό έως ότου αποφασίσει το Κέντρο."
        "The device has two branches of the same entries. What it wrote stays provisional until the centre decides.";
    BODY_HASH = 509 Error Peer
        "Το περιεχόμενο εγγραφής δεν είναι εκείνο που υπογράφηκε. Δεν καταχωρίστηκε."
        "The body of an entry is not the one that was signed. It was not taken.";
    BODY_WITHHELD = 510 Error Peer
        "Λείπει το περιεχόμενο εγγραφής που δεν έχει διαγραφεί. Δεν καταχωρίστηκε. Θα ζητηθεί ξανά."
        "The body of an entry that was not erased is missing. It was not taken and will be asked for again.";
    FOREIGN_DOCUMENT = 511 Error Peer
        "Εγγραφή αναφέρεται σε υπόθεση άλλου πεδίου ή στηρίζεται σε άλλη υπόθεση. Δεν καταχωρίστηκε."
        "An entry speaks of a document of another scope or stands on another document. It was not taken.";
    NOT_OPENED = 512 Error Peer
        "Εγγραφή αλλάζει υπόθεση που η συσκευή δεν άνοιξε, ή την ανοίγει δεύτερη φορά. Δεν καταχωρίστηκε."
        "An entry changes a document its feed has not opened, or opens it twice. It was not taken.";
    NOT_THE_CENTRE = 513 Error Peer
        "Εγγραφή που μόνο το Κέντρο μπορεί να γράψει ήρθε από άλλη συσκευή. Δεν καταχωρίστηκε."
        "An entry that only the centre may write came from a device. It was not taken.";
    BAD_RECEIPT = 514 Error Peer
        "Η απόδειξη παραλαβής του Κέντρου δεν ισχύει. Οι εγγραφές μένουν «σε αναμονή»."
        "The centre's receipt does not hold. The entries stay waiting.";
    BAD_RECORDS = 515 Error Peer
        "Τα στοιχεία αναφοράς που ήρθαν δεν ισχύουν ή δεν συνεχίζουν τα υπάρχοντα. Δεν καταχωρίστηκαν."
        "The reference data that arrived do not hold or do not continue what is held. They were not taken.";
    UNKNOWN_DEVICE = 520 Error User
        "Η συσκευή δεν είναι εγγεγραμμένη στο Κέντρο. Ζητήστε κωδικό εγγραφής από την υποστήριξη."
        "The device is not registered at the centre. Ask support for an enrolment code.";
    DEVICE_REVOKED = 521 Error User
        "Η συσκευή έχει ανακληθεί. Όσα είχε γράψει παραδόθηκαν στο Κέντρο για έλεγχο· δεν λαμβάνει πλέον στοιχεία. Επικοινωνήστε με την υποστήριξη."
        "The device was revoked. What it had written was handed to the centre for review; it receives nothing. Contact support.";
    WRONG_CENTRE = 522 Error Peer
        "Ο εξυπηρετητής δεν είναι το Κέντρο του δήμου σας. Η σύνδεση διακόπηκε και δεν στάλθηκε τίποτα. Ενημερώστε την υποστήριξη."
        "The server is not the centre of your municipality. Nothing was sent. Tell support.";
    BAD_PROOF = 523 Error Peer
        "Η άλλη πλευρά δεν απέδειξε την ταυτότητά της. Η σύνδεση διακόπηκε."
        "The other side did not prove its identity. The line was closed.";
    WRONG_MOMENT = 524 Error Peer
        "Η άλλη πλευρά έστειλε μήνυμα σε λάθος στιγμή. Η σύνδεση διακόπηκε· θα γίνει νέα προσπάθεια."
        "The other side sent a message at the wrong moment. The line was closed; it will be tried again.";
    VERSION = 525 Error Us
        "Το πρόγραμμα και το Κέντρο δεν έχουν κοινή έκδοση επικοινωνίας. Ενημερώστε το πρόγραμμα."
        "The program and the centre share no wire version. Update the program.";
    BUSY = 526 Warning Us
        "Το Κέντρο είναι απασχολημένο. Θα γίνει νέα προσπάθεια σε λίγο· δεν χρειάζεται να κάνετε κάτι."
        "The centre is busy. It will be tried again shortly; nothing needs to be done.";
    LINE_CUT = 527 Warning Us
        "Η γραμμή κόπηκε. Ό,τι παραλήφθηκε μένει· το υπόλοιπο θα σταλεί στην επόμενη σύνδεση."
        "The line was cut. What was received stays; the rest goes at the next connection.";
    PEER_STORE = 528 Error Disk
        "Η άλλη πλευρά δεν μπόρεσε να αποθηκεύσει. Δεν χάθηκε τίποτα· θα γίνει νέα προσπάθεια."
        "The other side could not store. Nothing was lost; it will be tried again.";
    CODE_FORM = 529 Error User
        "Ο κωδικός εγγραφής δεν έχει τη σωστή μορφή. Πρέπει να είναι 14 ομάδες των 4 συμβόλων."
        "The enrolment code is not of the right form. It has 14 groups of 4 symbols.";
    CODE_CHECK = 530 Error User
        "Ο κωδικός εγγραφής έχει λάθος σύμβολο. Ελέγξτε τον ξανά."
        "The enrolment code has a wrong symbol. Check it again.";
    CODE_REFUSED = 531 Error User
        "Ο κωδικός εγγραφής δεν ισχύει, έληξε ή έχει ήδη χρησιμοποιηθεί. Ζητήστε νέο από την υποστήριξη."
        "The enrolment code is not valid, has expired or was used. Ask support for a new one.";
    STUB_FORM = 540 Error User
        "Ο κώδικας QR δεν είναι εγγράφου του δήμου ή διαβάστηκε λάθος. Σαρώστε τον ξανά."
        "The QR code is not of a paper of the municipality or was misread. Scan it again.";
    STUB_SIGNATURE = 541 Error Peer
        "Η υπογραφή του εγγράφου δεν ισχύει. Το έγγραφο δεν είναι γνήσιο ή έχει αλλοιωθεί."
        "The signature of the paper does not hold. It is not genuine or was altered.";
    STUB_DEVICE = 542 Error User
        "Η συσκευή που εξέδωσε το έγγραφο δεν είναι γνωστή εδώ. Συγχρονίστε και δοκιμάστε ξανά."
        "The device that issued the paper is not known here. Sync and try again.";
    STUB_NEWER = 543 Error Us
        "Το έγγραφο εκδόθηκε από νεότερη έκδοση του προγράμματος. Ενημερώστε το πρόγραμμα."
        "The paper was issued by a newer version of the program. Update the program.";
}
