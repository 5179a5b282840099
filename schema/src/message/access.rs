//! Messages 400–449: who may enter and do what.

messages! {
    WRONG_PASSWORD = 400 Error User
        "Λάθος όνομα χρήστη ή κωδικός πρόσβασης. Δοκιμάστε ξανά."
        "Wrong user name or password. Try again.";
    TOO_MANY_ATTEMPTS = 401 Error User
        "Πολλές λανθασμένες προσπάθειες. Δοκιμάστε ξανά σε {seconds|δευτερόλεπτο|δευτερόλεπτα}."
        "Too many wrong attempts. Try again in {seconds} s.";
    LOCKED = 402 Error User
        "Η αποθήκη είναι κλειδωμένη: δεν ανοίγει υπόθεση και δεν γίνεται συγχρονισμός. Συνδεθείτε πρώτα."
        "The store is locked: nothing opens and nothing is synchronised. Log in first.";
    NO_RIGHT = 403 Error User
        "Δεν έχετε το δικαίωμα «{right}». Ζητήστε το από τον διαχειριστή του Κέντρου."
        "The right {right} is missing. Ask the centre's administrator.";
    USER_UNKNOWN = 404 Error User
        "Ο χρήστης «{login}» δεν έχει έρθει ακόμη από το Κέντρο. Συγχρονίστε και δοκιμάστε ξανά."
        "The user {login} has not come from the centre yet. Synchronise and try again.";
    USER_STOPPED = 405 Error User
        "Ο λογαριασμός «{login}» έχει απενεργοποιηθεί από το Κέντρο."
        "The account {login} was deactivated by the centre.";
    PASSWORD_SHORT = 406 Error User
        "Ο κωδικός πρέπει να έχει τουλάχιστον {min|χαρακτήρα|χαρακτήρες}."
        "The password needs at least {min} characters.";
    PASSWORD_WEAK = 407 Error User
        "Ο κωδικός μαντεύεται εύκολα: περιέχει το όνομά σας, μία λέξη που επαναλαμβάνεται ή μία απλή ακολουθία. Διαλέξτε άλλον."
        "The password is easy to guess: it holds the user's name, a repetition or a simple sequence. Choose another.";
    PASSWORD_SAME = 408 Error User
        "Ο νέος κωδικός είναι ίδιος με τον παλιό. Διαλέξτε άλλον."
        "The new password equals the old one. Choose another.";
    FIRST_LOGIN = 409 Error User
        "Ο κωδικός σας ορίστηκε από συνάδελφο. Ορίστε πρώτα δικό σας."
        "The password was set by a colleague. Set one of your own first.";
    SLOT_EXISTS = 410 Error User
        "Ο χρήστης «{login}» μπορεί ήδη να συνδεθεί σε αυτή τη συσκευή."
        "The user {login} can log in on this device already.";
    LAST_SLOT = 411 Error User
        "Είναι ο τελευταίος χρήστης αυτής της συσκευής και δεν αφαιρείται."
        "This is the last user of this device and cannot be removed.";
    WRONG_CODE = 412 Error User
        "Ο κωδικός ανάκτησης δεν ισχύει. Ελέγξτε με το Κέντρο αν ακούσατε σωστά κάθε ομάδα."
        "The recovery code is not valid. Check every group with the centre.";
    NO_RECOVERY = 413 Error User
        "Δεν έχει οριστεί ακόμη ανάκτηση για αυτή τη συσκευή. Γίνεται με την εγγραφή στο Κέντρο."
        "Recovery has not been set up for this device. Enrolment does it.";
    NOT_ENROLLED = 414 Error User
        "Η συσκευή δεν είναι εγγεγραμμένη στο Κέντρο. Ζητήστε κωδικό εγγραφής."
        "The device is not enrolled. Ask the centre for an enrolment code.";
    DEVICE_REVOKED = 415 Error User
        "Η συσκευή ανακλήθηκε από το Κέντρο. Δεν εκδίδει πια έγγραφα: παραδίδει ό,τι έχει και κλείνει."
        "The device was revoked by the centre. It issues nothing any more.";
    SCOPE_FOREIGN = 416 Error User
        "Η συσκευή δεν έχει το γραφείο στο οποίο ανήκει αυτή η ενέργεια."
        "The device does not hold the scope this action belongs to.";
    ALREADY_ENROLLED = 417 Error User
        "Η συσκευή είναι ήδη εγγεγραμμένη στο Κέντρο."
        "The device is enrolled already.";
    LOGIN_INVALID = 418 Error User
        "Το όνομα χρήστη έχει από 2 έως 40 πεζά λατινικά γράμματα, ψηφία, τελεία ή παύλα."
        "A login has 2 to 40 lower-case Latin letters, digits, dots or dashes.";
    CLOCK_BEHIND = 419 Warning User
        "Το ρολόι της συσκευής δείχνει {clock}, πριν από την τελευταία ώρα που επιβεβαίωσε το Κέντρο ({proven}). Ελέγξτε την ημερομηνία."
        "The device's clock shows {clock}, before the last time the centre proved ({proven}). Check the date.";
    ROLE_UNKNOWN = 420 Error User
        "Δεν υπάρχει ρόλος «{role}». Δείτε το duties.csv."
        "There is no role «{role}». See duties.csv.";
    ACCOUNT_UNKNOWN = 421 Error User
        "Δεν υπάρχει ενεργός χρήστης «{login}». Δείτε τους με «loggia-central users list»."
        "There is no active user «{login}». See them with loggia-central users list.";
    DEVICE_NOT_FOUND = 422 Error User
        "Δεν βρέθηκε μία συσκευή με το όνομα «{device}». Δώστε το κλειδί της, όπως στο «loggia-central status»."
        "There is not one device called «{device}». Give its key, as in loggia-central status.";
}
