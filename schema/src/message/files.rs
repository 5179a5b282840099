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
}
