//! Messages 450–499: pages, forms and requests of a browser.

messages! {
    LINK_SPENT = 450 Error User
        "Ο σύνδεσμος εισόδου χρησιμοποιήθηκε ήδη ή έληξε. Ανοίξτε ξανά το πρόγραμμα για να πάρετε νέο."
        "The login link was used already or has expired. Open the program again for a new one.";
    WRONG_HOST = 451 Error User
        "Η διεύθυνση αυτή δεν είναι του προγράμματος. Ανοίξτε τις σελίδες από το ίδιο το πρόγραμμα."
        "This address is not the program's. Open the pages from the program itself.";
    NO_COOKIE = 452 Error User
        "Οι σελίδες ανοίγουν μόνο από το πρόγραμμα αυτού του υπολογιστή. Ανοίξτε το ξανά."
        "The pages open only from the program of this machine. Open it again.";
    PAGE_MISSING = 453 Error User
        "Δεν υπάρχει τέτοια σελίδα. Ελέγξτε τη διεύθυνση ή επιστρέψτε στις εργασίες σας."
        "There is no such page. Check the address or go back to your tasks.";
    REQUEST_TOO_LARGE = 454 Error User
        "Η φόρμα είναι μεγαλύτερη από όσο δέχεται το πρόγραμμα. Δεν καταχωρίστηκε τίποτα. Συντομεύστε το κείμενο."
        "The form is larger than the program takes. Nothing was recorded. Shorten the text.";
    REQUEST_UNREADABLE = 455 Error User
        "Η φόρμα δεν διαβάζεται. Δεν καταχωρίστηκε τίποτα. Ανανεώστε τη σελίδα και δοκιμάστε ξανά."
        "The form cannot be read. Nothing was recorded. Reload the page and try again.";
    CLOCK_NOT_TRAINING = 456 Error User
        "Το ρολόι ορίζεται μόνο σε αποθήκη εκπαίδευσης. Αφαιρέστε το «--now»."
        "The clock is set only in a training store. Leave out --now.";
    CLOCK_FORM = 457 Error User
        "Το ρολόι «{value}» δεν διαβάζεται. Γράψτε το όπως 2026-11-23T10:00."
        "The clock «{value}» cannot be read. Write it like 2026-11-23T10:00.";
    INPUT_NOT_JSON = 458 Error User
        "Τα στοιχεία της εντολής δεν έχουν τη σωστή μορφή JSON: {why}. Δεν εκτελέστηκε τίποτα."
        "The input is not the JSON this command takes: {why}. Nothing was executed.";
    FILE_UNREADABLE = 459 Error User
        "Το αρχείο «{path}» δεν διαβάζεται. Ελέγξτε ότι υπάρχει και ότι έχετε δικαίωμα ανάγνωσης."
        "The file «{path}» cannot be read. Check that it exists and may be read.";
    SERVE_SILENT = 460 Error Us
        "Το πρόγραμμα που κρατά την αποθήκη δεν απαντά. Δεν εκτελέστηκε τίποτα. Κλείστε το και δοκιμάστε ξανά."
        "The program that holds the store does not answer. Nothing was executed. Close it and try again.";
    NO_LINE = 461 Error Peer
        "Δεν υπάρχει γραμμή με το Κέντρο. Ό,τι γράψατε μένει εδώ και στέλνεται μόλις υπάρξει."
        "There is no line to the centre. What was written stays here and is sent once there is one.";
    NO_ADDRESS = 462 Error User
        "Δεν έχει οριστεί η διεύθυνση του Κέντρου. Δηλώστε την με «loggia-node serve --centre» ή με νέα εγγραφή."
        "The centre's address is not set. Give it with loggia-node serve --centre or enrol again.";
    ADDRESS_FORM = 463 Error User
        "Η διεύθυνση «{value}» δεν διαβάζεται. Γράψτε την όπως 10.0.0.1:4433."
        "The address «{value}» cannot be read. Write it like 10.0.0.1:4433.";
    PAPER_FAILED = 464 Error Us
        "Το έγγραφο δεν τυπώθηκε. Η εγγραφή έχει αποθηκευτεί: δοκιμάστε ξανά την εκτύπωση ή ειδοποιήστε την υποστήριξη."
        "The paper could not be made. The record is stored: print again or tell support.";
    PORT_TAKEN = 465 Error User
        "Η θύρα {port} δεν είναι ελεύθερη ή δεν ανήκει σε αυτόν τον υπολογιστή. Διαλέξτε άλλη ή αφήστε 0."
        "Port {port} is taken or not of this machine. Choose another or leave 0.";
    PASSWORDS_DIFFER = 466 Error User
        "Οι δύο κωδικοί δεν είναι ίδιοι. Γράψτε τον νέο κωδικό δύο φορές."
        "The two passwords differ. Write the new password twice.";
    SEARCH_SHORT = 467 Error User
        "Γράψτε τουλάχιστον 2 χαρακτήρες."
        "Write at least 2 characters.";
    STOPPING = 468 Error Us
        "Το πρόγραμμα κλείνει. Δεν εκτελέστηκε τίποτα. Ανοίξτε το ξανά και επαναλάβετε."
        "The program is closing. Nothing was executed. Open it again and repeat.";
    NOTHING_OWED_FOUND = 470 Error User
        "Δεν βρέθηκε οφειλή για «{words}» σε αυτή τη συσκευή. Δοκιμάστε τον κωδικό πληρωμής ή τον αριθμό από το έγγραφο."
        "No debt for «{words}» is on this device. Try the payment code or the number on the paper.";
    ARGUMENTS = 469 Error User
        "Δεν δίνονται και ο κωδικός και τα στοιχεία από την τυπική είσοδο. Βάλτε το ένα σε αρχείο."
        "Password and input cannot both come from standard input. Put one of them into a file.";
    WORDS = 471 Error User
        "Η εντολή δεν γράφτηκε σωστά ({word}). Δεν εκτελέστηκε τίποτα. Δείτε την --help."
        "The command was not written as it must be ({word}). Nothing was executed. See --help.";

    EXPORT_ADDRESS = 472 Error User
        "Αυτός ο κατάλογος δεν εξάγεται. Ανοίξτε τον και χρησιμοποιήστε τους συνδέσμους «Εξαγωγή»."
        "This list cannot be exported. Open it and use its export links.";
    EXPORT_TOO_LONG = 473 Error User
        "Ο κατάλογος έχει περισσότερες γραμμές από όσες χωρά το φύλλο εργασίας ({rows}). Βάλτε φίλτρα ή εξαγάγετε σε CSV."
        "The list has more rows than a sheet holds ({rows}). Set filters or export as CSV.";
    FILTER_CHOICE = 474 Error User
        "Η τιμή «{value}» δεν υπάρχει στο φίλτρο. Διαλέξτε μία από τη λίστα."
        "The filter has no value «{value}». Choose one from the list.";
    FILTER_SPAN = 475 Error User
        "Το διάστημα τελειώνει πριν αρχίσει, στις {from}. Διορθώστε τη μία ημερομηνία."
        "The span ends before it begins on {from}. Correct one of the dates.";

    VIEW_NAME = 476 Error User
        "Το όνομα έχει έως {most} γράμματα. Δώστε συντομότερο."
        "A name has up to {most} letters. Give a shorter one.";
    VIEW_TOO_MANY = 477 Error User
        "Κρατάτε ήδη {most} αποθηκευμένα φίλτρα σε αυτή τη λίστα. Διαγράψτε κάποιο."
        "You keep {most} views of this list already. Drop one.";
    NOTHING_PRINTED = 478 Error User
        "Δεν έχει έγγραφο προς εκτύπωση. Ανοίξτε την εγγραφή για να δείτε το στάδιό της."
        "It has no paper to print. Open the record to see its stage.";
    EXPORT_BY_JOB = 479 Error User
        "Ο κατάλογος έχει {rows} γραμμές και γράφεται στο παρασκήνιο. Ξεκινήστε την εξαγωγή από τη λίστα."
        "The list has {rows} rows and is written in the background. Start the export from the list.";
    JOB_BROKEN = 480 Error Us
        "Η εργασία διακόπηκε πριν τελειώσει. Ξεκινήστε την ξανά."
        "The job was broken off before its end. Start it again.";
    NO_PRINTER = 481 Error User
        "Δεν έχει οριστεί εκτυπωτής για «{paper}». Ορίστε τον στους Εκτυπωτές ή ανοίξτε το PDF."
        "No printer is set for «{paper}». Set it under printers or open the PDF.";
    PRINTER_SILENT = 482 Error Peer
        "Ο εκτυπωτής {printer} δεν πήρε το έγγραφο: {answer}. Ελέγξτε αν είναι ανοικτός και πατήστε Επανάληψη."
        "The printer {printer} did not take the paper: {answer}. See that it is on and press retry.";
    PRINTER_UNKNOWN = 483 Error User
        "Ο εκτυπωτής «{printer}» δεν υπάρχει σε αυτή τη συσκευή. Διαλέξτε έναν από τη λίστα."
        "There is no printer «{printer}» on this device. Choose one from the list.";
    PIN_FORM = 484 Error User
        "Το PIN έχει 4 έως 8 ψηφία και δεν είναι ένα ψηφίο που επαναλαμβάνεται. Γράψτε άλλο."
        "A PIN has 4 to 8 digits and is not one digit repeated. Write another.";
    PIN_WRONG = 485 Error User
        "Λάθος PIN. Προσπάθειες που απομένουν: {left}. Γράψτε το ξανά ή χρησιμοποιήστε τον κωδικό σας."
        "Wrong PIN. Tries left: {left}. Write it again or use your password.";
    PIN_GONE = 486 Error User
        "Το PIN δεν ισχύει πια. Ξεκλειδώστε με τον κωδικό σας και ορίστε νέο."
        "The PIN holds no longer. Unlock with your password and set a new one.";
    PINS_DIFFER = 487 Error User
        "Τα δύο PIN δεν είναι ίδια. Γράψτε το νέο PIN δύο φορές."
        "The two PINs differ. Write the new PIN twice.";

    SPAN_LONG = 488 Error User
        "Το διάστημα έχει περισσότερες από {days} ημέρες. Δώστε μικρότερο."
        "The span has more than {days} days. Give a shorter one.";

    JOB_STOPPED = 489 Warning User
        "Η εργασία σταμάτησε όπως ζητήσατε. Όσα είχαν ήδη γίνει μένουν."
        "The job was stopped as you asked. What had been done already stays.";

    LOGIN_NEEDED = 490 Error User
        "Η σύνδεσή σας έληξε ή δεν έχετε συνδεθεί. Συνδεθείτε και δοκιμάστε ξανά."
        "The login has expired or there was none. Log in and try again.";
    REQUEST_FOREIGN = 491 Error User
        "Η αίτηση δεν ξεκίνησε από σελίδα αυτού του συστήματος και δεν εκτελέστηκε. Ανανεώστε τη σελίδα και δοκιμάστε ξανά."
        "The request did not start from a page of this system and was not executed. Reload the page and try again.";
}
