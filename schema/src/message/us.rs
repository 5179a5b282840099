//! Messages 900–949: our own mistakes. They name no personal data and ask the person for nothing but a call.

messages! {
    UNEXPECTED = 900 Error Us
        "Παρουσιάστηκε απρόβλεπτο σφάλμα του προγράμματος. Δεν καταχωρίστηκε τίποτα. Ειδοποιήστε την υποστήριξη."
        "An unexpected error of the program. Nothing was recorded. Tell the support.";
}
