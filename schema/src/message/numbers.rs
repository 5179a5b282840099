//! Messages 300–349: leased blocks of legal numbers.

messages! {
    NO_LEASE = 300 Error User
        "Δεν υπάρχουν αριθμοί για τη σειρά «{series}» του {year} σε αυτή τη συσκευή. Συγχρονίστε με το Κέντρο ή καταχωρίστε από χειρόγραφο μπλοκ."
        "No numbers are leased for series {series} of {year} on this device. Synchronise or type from a paper block.";
    NUMBERS_EXHAUSTED = 301 Error User
        "Τελείωσαν οι αριθμοί της σειράς «{series}» του {year}. Συγχρονίστε με το Κέντρο για νέους. Ό,τι γράψατε μένει στη φόρμα."
        "The numbers of series {series} of {year} are used up. Synchronise to get new ones. What was typed is kept.";
    NUMBERS_LOW = 302 Warning User
        "Απομένουν {left|αριθμός|αριθμοί} της σειράς «{series}». Συγχρονίστε σύντομα με το Κέντρο."
        "{left} numbers of series {series} are left. Synchronise soon.";
    SERIES_FROZEN = 303 Error Disk
        "Η σειρά «{series}» πάγωσε: η αποθήκη και η ένδειξη έξω από αυτή δεν συμφωνούν για τον τελευταίο αριθμό. Δεν δίνονται άλλοι αριθμοί από αυτό το μπλοκ. Ειδοποιήστε το Κέντρο."
        "Series {series} is frozen: the store and the mark outside it disagree about the last number. Tell the centre.";
    NUMBER_OUTSIDE_LEASE = 304 Error User
        "Ο αριθμός {number} δεν ανήκει στους αριθμούς αυτής της συσκευής."
        "Number {number} is not within the numbers leased to this device.";
    NUMBER_USED = 305 Error User
        "Ο αριθμός {number} έχει ήδη χρησιμοποιηθεί και δεν δίνεται ξανά."
        "Number {number} has been used already and is never issued again.";
    MARK_NOT_WRITTEN = 307 Error Disk
        "Ο αριθμός καταχωρίστηκε, αλλά η ένδειξη έξω από την αποθήκη δεν γράφτηκε. Ελευθερώστε χώρο στον δίσκο και δοκιμάστε ξανά: δεν θα δοθεί δεύτερος αριθμός."
        "The number is recorded but the mark outside the store could not be written. Free some space and try again: no second number will be taken.";
    LEASE_NOT_SOUND = 308 Error Peer
        "Ένα μπλοκ αριθμών από το Κέντρο δεν διαβάζεται σωστά και δεν χρησιμοποιείται. Ειδοποιήστε το Κέντρο."
        "A leased block does not read well and is not used. Tell the centre.";
    NUMBER_NOT_FOUND = 309 Error User
        "Δεν βρέθηκε έγγραφο με αριθμό {number} σε αυτή τη συσκευή."
        "No document with number {number} is on this device.";
}
