//! Messages 800–849: files brought in: which line, which column.

messages! {
    FILE_MISSING = 800 Error User
        "Λείπει το αρχείο {file} από τον φάκελο. Γράψτε το, έστω μόνο με τις επικεφαλίδες."
        "The file {file} is missing from the folder. Write it, if only with its headings.";
    FILE_NOT_UTF8 = 801 Error User
        "Το αρχείο {file} δεν είναι σε κωδικοποίηση UTF-8. Αποθηκεύστε το ξανά ως «CSV UTF-8»."
        "The file {file} is not UTF-8. Save it again as «CSV UTF-8».";
    FILE_UNREADABLE = 802 Error Disk
        "Το αρχείο {file} δεν διαβάζεται. Ελέγξτε τα δικαιώματα και τον δίσκο."
        "The file {file} cannot be read. Check its permissions and the disk.";
    HEADING_MISSING = 803 Error User
        "Λείπει η στήλη «{heading}». Οι επικεφαλίδες γράφονται ακριβώς όπως στο υπόδειγμα."
        "The column «{heading}» is missing. Headings are written exactly as in the template.";
    HEADING_UNKNOWN = 804 Error User
        "Η στήλη «{heading}» δεν είναι γνωστή. Διαγράψτε την ή διορθώστε την επικεφαλίδα."
        "The column «{heading}» is not known. Delete it or correct its heading.";
    HEADING_TWICE = 805 Error User
        "Η στήλη «{heading}» υπάρχει δύο φορές."
        "The column «{heading}» is there twice.";
    CELL_COUNT = 806 Error User
        "Η γραμμή έχει {n} κελιά αντί για {expected}. Ελέγξτε τα διαχωριστικά «;» και τα εισαγωγικά."
        "The line has {n} cells instead of {expected}. Check the separators «;» and the quotes.";
    NOT_A_CHOICE = 807 Error User
        "Η τιμή «{value}» δεν είναι μία από τις: {choices}."
        "The value «{value}» is not one of: {choices}.";
    NOT_A_NUMBER = 808 Error User
        "Η τιμή «{value}» δεν είναι ακέραιος αριθμός από {min} έως {max}."
        "The value «{value}» is not a whole number from {min} to {max}.";
    KEY_TWICE = 809 Error User
        "Το κλειδί «{key}» υπάρχει και στη γραμμή {line}. Κρατήστε μία γραμμή."
        "The key «{key}» is also on line {line}. Keep one line.";
    UNKNOWN_REFERENCE = 810 Error User
        "Η τιμή «{value}» δεν υπάρχει στο αρχείο {file}."
        "The value «{value}» does not exist in the file {file}.";
    ENDS_BEFORE_START = 811 Error User
        "Το «έως» ({until}) είναι πριν από το «από» ({from})."
        "The end ({until}) is before the start ({from}).";
    PERIODS_OVERLAP = 812 Error User
        "Η περίοδος επικαλύπτει εκείνη της γραμμής {line} για το ίδιο κλειδί. Κάθε ημέρα έχει μία τιμή."
        "The period overlaps that of line {line} for the same key. Each day has one value.";
    NUMBERS_OVERLAP = 813 Error User
        "Οι αριθμοί ή το στέλεχος RF συμπίπτουν με της γραμμής {line}. Δύο γραφεία δεν μοιράζονται αριθμούς."
        "The numbers or the RF stem collide with line {line}. Two desks never share numbers.";
    PASSWORDS_ONLY_IN_TRAINING = 814 Error User
        "Το αρχείο {file} γίνεται δεκτό μόνο σε εκπαιδευτική εγκατάσταση. Διαγράψτε το."
        "The file {file} is accepted only by a training installation. Delete it.";
    RF_STEM_FORM = 815 Error User
        "Το στέλεχος RF «{value}» έχει 1 έως 15 ψηφία και τίποτε άλλο."
        "The RF stem «{value}» has 1 to 15 digits and nothing else.";
    DESK_OF_OTHER_SERIES = 816 Error User
        "Το γραφείο «{value}» δεν εκδίδει αυτή τη σειρά. Κλήσεις εκδίδει η αστυνομία, αποδείξεις τα ταμεία."
        "The desk «{value}» does not issue this series. Tickets belong to the police, receipts to cash desks.";
    LEASE_PLAN_SHRINKS = 817 Error User
        "Έχουν ήδη δοθεί αριθμοί έως το {given}. Το πλάνο δεν μπορεί να αλλάξει πρόθεμα, στέλεχος ή να τελειώνει νωρίτερα."
        "Numbers up to {given} were already given. The plan cannot change its prefix, its stem or end earlier.";
    NOT_WITHIN_REGIME = 818 Error User
        "Η περίοδος δεν χωρά στο καθεστώς «{regime}» ({from} – {until})."
        "The period does not fit in the regime «{regime}» ({from} – {until}).";
    NOTHING_LOADED = 819 Error User
        "Βρέθηκαν {n|λάθος|λάθη}. Δεν φορτώθηκε τίποτα. Διορθώστε τα αρχεία και δοκιμάστε ξανά."
        "{n|error was|errors were} found. Nothing was loaded. Correct the files and try again.";
    DRY_RUN = 821 Warning User
        "Έγινε μόνο έλεγχος. Δεν γράφτηκε τίποτα."
        "This was only a check. Nothing was written.";
    SCOPE_UNKNOWN = 822 Error User
        "Δεν υπάρχει γραφείο με κωδικό «{scope}». Δείτε το scopes.csv."
        "There is no desk with code «{scope}». See scopes.csv.";
    COMMAND_UNKNOWN = 823 Error User
        "Η εντολή «{command}» δεν υπάρχει. Δείτε την --help."
        "There is no command «{command}». See --help.";
}
