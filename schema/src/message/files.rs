//! Messages 1200–1249: pictures, scans and PDFs attached to cases, and the blobs they travel as.

messages! {
    FILE_EMPTY = 1200 Error User
        "Το αρχείο είναι κενό. Επιλέξτε άλλο ή σαρώστε ξανά."
        "The file is empty. Choose another one or scan again.";
    FILE_TOO_LARGE = 1201 Error User
        "Το αρχείο ξεπερνά τα {mb} MB. Σαρώστε με μικρότερη ανάλυση ή χωρίστε το."
        "The file is larger than {mb} MB. Scan it at a lower resolution or split it.";
    TOO_MANY_PAGES = 1202 Error User
        "Το αρχείο έχει περισσότερες από {n} σελίδες. Χωρίστε το."
        "The file has more than {n} pages. Split it.";
    ATTACHED_TWICE = 1203 Error User
        "Το ίδιο αρχείο υπάρχει ήδη στην υπόθεση. Δεν επισυνάφθηκε δεύτερη φορά."
        "The same file is in the case already. It was not attached twice.";
    TOO_MANY_FILES = 1204 Error User
        "Η υπόθεση έχει ήδη {n} αρχεία. Ενώστε τα επόμενα σε ένα PDF."
        "The case holds {n} files already. Join the next ones into one PDF.";
    FILE_KIND_UNKNOWN = 1205 Error User
        "Το αρχείο δεν είναι εικόνα JPEG ή PNG ούτε PDF. Σώστε το σε μία από αυτές τις μορφές."
        "The file is neither a JPEG or PNG picture nor a PDF. Save it in one of these forms.";
    KIND_WITHOUT_FILES = 1206 Error User
        "Σε αυτό το είδος υπόθεσης δεν επισυνάπτονται αρχεία."
        "Cases of this kind take no files.";
    FILE_MISSING = 1207 Error User
        "Η υπόθεση δεν έχει αυτό το αρχείο."
        "The case has no such file.";
    FILE_ERASED = 1208 Error User
        "Το αρχείο έχει διαγραφεί με εντολή του Κέντρου, ή τα στοιχεία του δεν έχουν φτάσει ακόμη."
        "The file was erased by order of the centre, or its particulars have not arrived yet.";
    FILE_NOT_HERE = 1209 Error User
        "Το αρχείο δεν βρίσκεται σε αυτή τη συσκευή. Πατήστε «Ζήτηση από το Κέντρο»."
        "The file is not on this device. Ask the centre for it.";
    FILE_DAMAGED = 1210 Error Disk
        "Το αρχείο στον δίσκο δεν είναι όπως επισυνάφθηκε. Εκτελέστε έλεγχο και επιδιόρθωση· θα ζητηθεί ξανά από το Κέντρο."
        "The file on the disk is not as it was attached. Run check and repair; the centre will be asked for it.";
    PICTURE_UNREADABLE = 1211 Error User
        "Η εικόνα δεν διαβάζεται: το αρχείο είναι κατεστραμμένο ή μισό. Τραβήξτε ή σαρώστε ξανά."
        "The picture cannot be read: the file is damaged or cut off. Take or scan it again.";
    PICTURE_TOO_LARGE = 1212 Error User
        "Η εικόνα έχει περισσότερα από {mp} εκατομμύρια εικονοστοιχεία. Σαρώστε με μικρότερη ανάλυση."
        "The picture has more than {mp} million pixels. Scan it at a lower resolution.";
    PDF_UNREADABLE = 1213 Error User
        "Το PDF δεν ανοίγει: είναι κατεστραμμένο, κενό ή κλειδωμένο με κωδικό. Σώστε το ξανά χωρίς κωδικό."
        "The PDF does not open: it is damaged, empty or locked by a password. Save it again without one.";
    FOLDER_NOT_SET = 1214 Warning User
        "Δεν έχει οριστεί φάκελος σαρωτή σε αυτή τη συσκευή. Ορίστε τον για να επισυνάπτετε το νεότερο αρχείο με ένα πλήκτρο."
        "No scanner folder is set on this device. Set it to attach the newest file with one key.";
    FOLDER_MISSING = 1215 Error User
        "Ο φάκελος δεν υπάρχει. Γράψτε ολόκληρη τη διαδρομή του."
        "There is no such folder. Write its whole path.";
    FOLDER_UNREADABLE = 1216 Error User
        "Ο φάκελος του σαρωτή δεν διαβάζεται. Ελέγξτε αν υπάρχει και αν έχετε δικαίωμα σε αυτόν."
        "The scanner folder cannot be read. Check that it exists and that you may read it.";
    FOLDER_EMPTY = 1217 Warning User
        "Ο φάκελος του σαρωτή δεν έχει εικόνα ή PDF. Σαρώστε και ανανεώστε τη σελίδα."
        "The scanner folder holds no picture and no PDF. Scan and refresh the page.";
    FOLDER_CHANGED = 1218 Error User
        "Στο μεταξύ ήρθε νεότερο αρχείο: {name}. Δείτε το και επισυνάψτε ξανά."
        "A newer file has arrived meanwhile: {name}. Look at it and attach again.";
    SCANNED_UNREADABLE = 1219 Error User
        "Το αρχείο δεν διαβάζεται από τον δίσκο. Δοκιμάστε ξανά ή αντιγράψτε το σε άλλον φάκελο."
        "The file cannot be read from the disk. Try again or copy it to another folder.";
    NO_FILE = 1220 Error User
        "Δεν επιλέξατε αρχείο. Επιλέξτε εικόνα ή PDF."
        "No file was chosen. Choose a picture or a PDF.";
    WHAT_MISSING = 1221 Error User
        "Επιλέξτε τι είναι το αρχείο: φωτογραφία, σάρωση ή έγγραφο."
        "Choose what the file is: a photo, a scan or a document.";
    TOO_MANY_AT_ONCE = 1222 Error User
        "Έως {n} αρχεία κάθε φορά. Επισυνάψτε τα υπόλοιπα σε δεύτερη φορά."
        "Up to {n} files at a time. Attach the rest in a second turn.";
    FILES_NOT_AT_CENTRE = 1223 Warning User
        "{files|αρχείο δεν έχει|αρχεία δεν έχουν} φτάσει ακόμη στο Κέντρο. Μένουν σε αυτή τη συσκευή και στέλνονται μετά τις εγγραφές."
        "{files} files have not reached the centre yet. They stay on this device and are sent after the entries.";
    BLOB_WRONG = 1230 Error Peer
        "Το περιεχόμενο αρχείου δεν είναι εκείνο που δηλώθηκε στην υπόθεση. Δεν φυλάχθηκε. Ενημερώστε την υποστήριξη."
        "The content of a file is not the one its case names. It was not kept. Tell support.";
    BLOB_FOREIGN = 1231 Error Peer
        "Το αρχείο δεν ανήκει σε υπόθεση που τηρεί η συσκευή, ή η υπόθεση δεν έχει φτάσει ακόμη. Θα γίνει νέα προσπάθεια."
        "The file belongs to no case that the device holds, or the case has not arrived yet. It will be tried again.";
    BLOB_ERASED = 1232 Warning Peer
        "Το αρχείο έχει διαγραφεί οριστικά με εντολή του Κέντρου."
        "The file was erased for good by order of the centre.";
    BLOB_NOT_HERE = 1233 Warning Peer
        "Το αρχείο δεν έχει φτάσει ακόμη στο Κέντρο. Θα ζητηθεί ξανά στον επόμενο συγχρονισμό."
        "The file has not reached the centre yet. It will be asked for again at the next sync.";
    BLOB_LATER = 1234 Warning Us
        "Το υπόλοιπο του αρχείου έρχεται στον επόμενο συγχρονισμό."
        "The rest of the file comes at the next sync.";
}
