//! Messages 1000–1049: citizen requests.

messages! {
    TYPE_UNKNOWN = 1000 Error User
        "Ο τύπος αιτήματος «{code}» δεν ισχύει στις {date}. Επιλέξτε από τον κατάλογο."
        "The request type «{code}» is not in force on {date}. Choose from the catalogue.";
    APPLICANT_MISSING = 1001 Error User
        "Το αίτημα «{title}» υποβάλλεται επώνυμα. Γράψτε το όνομα του αιτούντος."
        "The request «{title}» needs a named applicant. Write the name.";
    COMMUNITY_MISSING = 1002 Error User
        "Επιλέξτε την κοινότητα που αφορά το αίτημα."
        "Choose the community the request speaks of.";
    MANDATE_MISSING = 1003 Error User
        "Αίτημα για λογαριασμό άλλου χρειάζεται εξουσιοδότηση. Γράψτε αριθμό και αρχή του εγγράφου, ή καταχωρίστε το στο όνομα του παρόντος."
        "A request for another person needs a mandate. Write number and authority of the document, or register it in the name of the one present.";
    MANDATE_OVER = 1004 Error User
        "Η εξουσιοδότηση έληξε στις {until}. Ζητήστε νέα."
        "The mandate ended on {until}. Ask for a new one.";
    OTHER_DAY = 1005 Error User
        "Το αίτημα καταχωρίζεται με τη σημερινή ημερομηνία. Προχρονολόγηση δεν γίνεται."
        "A request is registered under today's date. It cannot be back-dated.";
    DUE_BEFORE_START = 1006 Error Us
        "Η λήξη της προθεσμίας ({due}) είναι πριν από την έναρξή της ({start}). Δεν καταχωρίστηκε τίποτα."
        "The term would end ({due}) before it begins ({start}). Nothing was recorded.";
    OFFICE_MISSING = 1007 Error User
        "Επιλέξτε την υπηρεσία."
        "Choose the office.";
    NOTHING_ASKED = 1008 Error User
        "Γράψτε τι ζητείται από τον πολίτη ή σημειώστε τα δικαιολογητικά που λείπουν."
        "Write what the citizen is asked for, or tick the papers that are missing.";
    PAPER_UNKNOWN = 1009 Error Us
        "Το δικαιολογητικό «{code}» δεν ζητήθηκε σε αυτό το αίτημα. Ανανεώστε τη σελίδα."
        "The paper «{code}» was not asked for in this request. Refresh the page.";
    NOTHING_BROUGHT = 1010 Error User
        "Σημειώστε τουλάχιστον ένα δικαιολογητικό που προσκομίστηκε."
        "Tick at least one paper that was brought.";
    STILL_MISSING = 1011 Error User
        "Λείπει ακόμη: {paper}. Η προθεσμία δεν συνεχίζεται."
        "Still missing: {paper}. The term does not run on.";
    OUTCOME_MISSING = 1012 Error User
        "Γράψτε την απάντηση προς τον πολίτη."
        "Write the answer to the citizen.";
    CERTIFICATE_AT_CENTRE = 1013 Error User
        "Το «{title}» εκδίδεται μόνο στο Κέντρο, με στοιχεία της ημέρας από όλα τα μητρώα. Χρεώστε το στην αρμόδια υπηρεσία."
        "«{title}» is issued only at the centre, from today's data of every register. Charge it to the competent office.";
    LAW_MISSING = 1014 Error User
        "Η απόρριψη χρειάζεται τη διάταξη στην οποία στηρίζεται."
        "A rejection needs the provision it rests on.";
    REOPEN_LATE = 1015 Error User
        "Το αίτημα ανοίγει ξανά μέσα σε {days} ημέρες από τη διεκπεραίωση, έως {last}. Καταχωρίστε νέο αίτημα."
        "The request may be opened again within {days} days of completion, until {last}. Register a new one.";
    REOPENED_BEFORE = 1016 Error User
        "Το αίτημα άνοιξε ξανά μία φορά και δεν ανοίγει δεύτερη. Καταχωρίστε νέο αίτημα."
        "The request was opened again once and not a second time. Register a new one.";
    NOT_OVERDUE = 1017 Error User
        "Η προθεσμία λήγει στις {due} και δεν έχει περάσει."
        "The term ends on {due} and is not over.";
    AUTHORITY_MISSING = 1018 Error User
        "Γράψτε τον φορέα στον οποίο διαβιβάζεται το αίτημα."
        "Write the authority the request is sent to.";
    NUMBER_STANDS = 1019 Error User
        "Το αίτημα έχει ήδη αριθμό πρωτοκόλλου. Ο αριθμός δεν αλλάζει και δεν γράφεται με το χέρι."
        "The request has its protocol number. A number is not changed and not typed by hand.";
    NUMBER_OF_NO_SERIES = 1020 Error Us
        "Ο αριθμός πρωτοκόλλου {number} δεν ανήκει στη σειρά της συσκευής που τον έγραψε. Αριθμός δεν γράφεται με το χέρι."
        "The protocol number {number} is not of the series of the device that wrote it. A number is not typed by hand.";
    FIELDS_FORM = 1021 Error User
        "Το «{value}» δεν διαβάζεται. Γράψτε το όπως «m2:Εμβαδόν σε τ.μ.:αριθμός», με | ανάμεσα· θαυμαστικό μετά τον κωδικό σημαίνει υποχρεωτικό."
        "«{value}» cannot be read. Write it like «m2:Area:αριθμός», with | between; an exclamation mark behind the code means required.";

    FIELD_MISSING = 1029 Warning User
        "Δεν συμπληρώθηκε: {label}. Το αίτημα καταχωρίζεται και περιμένει το στοιχείο από τον πολίτη."
        "Not filled in: {label}. The request is taken in and waits for it from the citizen.";
    PROBABLY_TWICE = 1030 Warning User
        "Υπάρχει παρόμοιο αίτημα ({number}, {date}). Ελέγξτε μήπως είναι το ίδιο."
        "There is a similar request ({number}, {date}). Check whether it is the same.";
    TWINS_FOUND = 1031 Warning User
        "Τα αιτήματα {one} και {other} είναι πιθανώς το ίδιο. Συγκρίνετέ τα και κλείστε το ένα."
        "The requests {one} and {other} are probably the same. Compare them and close one.";
    OFFICE_OVERDUE = 1032 Warning User
        "Εκπρόθεσμα αιτήματα στην υπηρεσία «{office}»: {count}."
        "Overdue requests of the office «{office}»: {count}.";
}
