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
    KEY_AGAIN = 820 Error User
        "Το κλειδί «{key}» υπάρχει και σε προηγούμενη γραμμή των αρχείων του ίδιου στόχου. Κρατήθηκε η πρώτη."
        "The key «{key}» is also on an earlier line of the files of the same target. The first one was kept.";
    DRY_RUN = 821 Warning User
        "Έγινε μόνο έλεγχος. Δεν γράφτηκε τίποτα."
        "This was only a check. Nothing was written.";
    SCOPE_UNKNOWN = 822 Error User
        "Δεν υπάρχει γραφείο με κωδικό «{scope}». Δείτε το scopes.csv."
        "There is no desk with code «{scope}». See scopes.csv.";
    COMMAND_UNKNOWN = 823 Error User
        "Η εντολή «{command}» δεν υπάρχει. Δείτε την --help."
        "There is no command «{command}». See --help.";
    LINE_TOO_LONG = 824 Error User
        "Η γραμμή {line} του αρχείου {file} ξεπερνά τα {max} byte. Ίσως λείπουν αλλαγές γραμμής ή κλείσιμο εισαγωγικών· εξαγάγετέ το ξανά."
        "Line {line} of {file} is longer than {max} bytes. Line ends or a closing quote may be missing; export it again.";
    FILE_CUT = 825 Error User
        "Το αρχείο {file} είναι κομμένο: τελειώνει στη μέση της γραμμής {line}. Ζητήστε το ξανά από την πηγή του."
        "The file {file} was cut: it ends in the middle of line {line}. Ask its source for it again.";
    WRONG_BYTES = 826 Error User
        "Η γραμμή έχει χαρακτήρες που δεν υπάρχουν στην κωδικοποίηση {encoding}. Διορθώστε την κωδικοποίηση στο προφίλ."
        "The line holds bytes that do not exist in {encoding}. Correct the encoding in the profile.";
    ARCHIVE_BROKEN = 827 Error User
        "Το αρχείο {file} δεν είναι ακέραιο βιβλίο εργασίας XLSX. Αποθηκεύστε το ξανά από το λογιστικό φύλλο."
        "The file {file} is not a whole XLSX workbook. Save it again from the spreadsheet.";
    ARCHIVE_TOO_LARGE = 828 Error User
        "Το αρχείο {file} αποσυμπιέζεται σε περισσότερα από {max} MB ή έχει υπερβολικά μεγάλο κελί και δεν ανοίχτηκε."
        "The file {file} unpacks to more than {max} MB or has an immense cell, and was not opened.";
    TOO_MUCH = 829 Error User
        "Το αρχείο {file} έχει περισσότερες γραμμές ή στήλες από τις {max} που επιτρέπονται. Χωρίστε το."
        "The file {file} has more rows or columns than the {max} allowed. Split it.";
    SHEET_UNKNOWN = 830 Error User
        "Το αρχείο {file} δεν έχει φύλλο «{sheet}». Διορθώστε το όνομα στο προφίλ."
        "The file {file} has no sheet «{sheet}». Correct its name in the profile.";
    SEPARATOR_UNCLEAR = 831 Error User
        "Από τις επικεφαλίδες δεν προκύπτει ένα διαχωριστικό (; ή , ή στηλοθέτης). Γράψτε το στο προφίλ."
        "The headings do not show one separator (; or , or tab). Write it in the profile.";
    PROFILE_FORM = 832 Error User
        "Το προφίλ {file} δεν διαβάζεται: {why}. Συγκρίνετέ το με τα παραδείγματα του docs/import.md."
        "The profile {file} cannot be read: {why}. Compare it with the examples of docs/import.md.";
    PROFILE_FIELD = 833 Error User
        "Το προφίλ {file} πρέπει να γεμίζει το πεδίο «{field}» του στόχου «{target}» ακριβώς μία φορά, και μόνο γνωστά πεδία."
        "The profile {file} must fill the field «{field}» of the target «{target}» exactly once, and known fields only.";
    TEXT_DAMAGED = 834 Warning User
        "Στο «{value}» χάθηκαν γράμματα σε παλιά μετατροπή. Κρατήθηκε όπως είναι· διορθώστε το στην καρτέλα."
        "Letters of «{value}» were lost in an old conversion. It was kept as it is; correct it on the card.";
    FORMULA = 835 Warning User
        "Το κελί «{value}» μοιάζει με τύπο λογιστικού φύλλου. Κρατήθηκε ως απλό κείμενο."
        "The cell «{value}» looks like a formula. It was kept as plain text.";
    LATIN_LETTERS = 836 Warning User
        "Το «{value}» είχε λατινικά γράμματα μέσα σε ελληνική λέξη. Γράφτηκε με ελληνικά."
        "«{value}» had Latin letters inside a Greek word. It was written in Greek ones.";
    ZERO_RESTORED = 837 Warning User
        "Το ΑΦΜ {value} είχε χάσει το αρχικό μηδέν. Συμπληρώθηκε, γιατί έτσι περνά τον έλεγχο."
        "The ΑΦΜ {value} had lost its leading zero. It was put back, because so it passes its check.";
    DUMMY_DROPPED = 838 Warning User
        "Η τιμή {value} δεν είναι πραγματικό ΑΦΜ. Το πρόσωπο φορτώθηκε χωρίς ΑΦΜ."
        "The value {value} is no real ΑΦΜ. The person was loaded without one.";
    FIELD_DROPPED = 839 Warning User
        "Η τιμή «{value}» δεν διαβάζεται και το πεδίο έμεινε κενό ({code}). Συμπληρώστε το στην καρτέλα."
        "The value «{value}» cannot be read and the field was left empty ({code}). Fill it in on the card.";
    ONE_FIELD_NAME = 840 Warning User
        "Το όνομα ήταν σε ένα πεδίο και χωρίστηκε κατά εκτίμηση. Επιβεβαιώστε επώνυμο, όνομα και πατρώνυμο."
        "The name stood in one field and was divided by estimate. Confirm surname, first name and father's name.";
    PERSON_MAYBE_SAME = 841 Warning User
        "Το πρόσωπο «{code}» ίσως είναι το ίδιο με το «{other}». Δεν συγχωνεύτηκε· αποφασίστε εσείς."
        "The person «{code}» may be the same as «{other}». They were not merged; decide.";
    DEBTOR_NOT_LOADED = 842 Error User
        "Ο οφειλέτης «{value}» δεν υπάρχει στα πρόσωπα που φορτώθηκαν. Διορθώστε πρώτα το αρχείο των προσώπων."
        "The debtor «{value}» is not among the persons that were loaded. Correct the file of persons first.";
    PARTS_DIFFER = 843 Error User
        "Κεφάλαιο {principal} και προσαύξηση {surcharge} δεν κάνουν το σύνολο {total}. Ελέγξτε την καρτέλα του παλιού προγράμματος."
        "Principal {principal} and surcharge {surcharge} do not make the total {total}. Look at the old program's card.";
    NEGATIVE_BALANCE = 844 Error User
        "Το υπόλοιπο είναι αρνητικό ({amount}): μάλλον πίστωση του οφειλέτη. Αποφασίστε αν επιστρέφεται ή συμψηφίζεται."
        "The balance is negative ({amount}): probably the debtor's credit. Decide whether it is refunded or set off.";
    NO_LIMITATION_RULE = 845 Error User
        "Για οφειλές που γεννήθηκαν το {year} δεν υπάρχει γραμμή στο limitation.csv. Συμπληρώστε την με τη νομική της βάση."
        "There is no line in limitation.csv for debts born in {year}. Add it with its legal basis.";
    CARRIED_MOVED = 846 Error User
        "Στην οφειλή «{number}» κινήθηκαν ήδη χρήματα εδώ. Το νέο ποσό {amount} δεν γράφτηκε· τακτοποιήστε τη από την καρτέλα."
        "Money was already moved on the debt «{number}» here. The new amount {amount} was not written; settle it on its card.";
    SURCHARGE_INSIDE = 847 Warning User
        "Το κεφάλαιο περιείχε και την προσαύξηση {surcharge}. Χωρίστηκαν."
        "The principal contained the surcharge {surcharge} too. They were separated.";
    NO_LIST_NUMBER = 848 Warning User
        "Η οφειλή δεν έχει αριθμό καταλόγου. Φορτώθηκε· βρείτε τον τίτλο της πριν από κάθε μέτρο."
        "The debt has no list number. It was loaded; find its title before any measure.";
    TOTALS_DIFFER = 849 Error User
        "Τα σύνολα ελέγχου διαφέρουν από το αρχείο {file} σε {n|σημείο|σημεία}. Δείτε την αναφορά πριν συνεχίσετε."
        "The control totals differ from {file} in {n|place|places}. See the report before going on.";
}
