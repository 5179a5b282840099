//! Messages 1100–1149: meters, readings and water bills.

messages! {
    READING_FORM = 1100 Error User
        "Η ένδειξη «{value}» δεν διαβάζεται. Γράψτε τα ψηφία του μετρητή χωρίς τελείες, με κόμμα μόνο για δεκαδικά."
        "The reading «{value}» is no number. Write the digits of the dial without dots, a comma only for decimals.";
    READING_TOO_LONG = 1101 Error User
        "Η ένδειξη {value} έχει περισσότερα ψηφία από τον μετρητή, που έχει {digits}. Ελέγξτε τα ψηφία."
        "The reading {value} has more digits than the dial, which has {digits}. Check the digits.";
    READING_DECIMALS = 1102 Error User
        "Ο μετρητής δεν δείχνει τόσα δεκαδικά: «{value}». Γράψτε μόνο όσα ψηφία φαίνονται."
        "The dial does not show so many decimals: «{value}». Write only the digits it shows.";
    READING_NEGATIVE = 1103 Error User
        "Η ποσότητα «{value}» είναι αρνητική. Κυβικά και ενδείξεις δεν είναι ποτέ κάτω από το μηδέν."
        "The amount «{value}» is negative. Cubic metres and readings are never below zero.";
    TIERS_BROKEN = 1104 Error Us
        "Τα κλιμάκια του τιμολογίου «{tariff}» δεν ανεβαίνουν έως το τέλος. Διορθώστε το τιμολόγιο στο Κέντρο."
        "The tiers of the tariff «{tariff}» do not rise to the end. Correct the tariff at the centre.";
    PARCEL_AREA_ZERO = 1105 Error User
        "Η έκταση του αγροτεμαχίου είναι μηδέν. Η χρέωση ανά στρέμμα χρειάζεται τα τετραγωνικά μέτρα."
        "The area of the parcel is zero. A charge by area needs its square metres.";
    METER_UNKNOWN = 1106 Error User
        "Ο μετρητής {meter} δεν είναι γνωστός εδώ. Ελέγξτε τον αριθμό ή συγχρονίστε τη συσκευή."
        "The meter {meter} is not known here. Check its number or synchronise the device.";
    READING_BEFORE_PREVIOUS = 1107 Error User
        "Η ημερομηνία της ένδειξης είναι πριν από την προηγούμενη ένδειξη ({on}). Διορθώστε την ημερομηνία."
        "The date of the reading is before the previous one ({on}). Correct the date.";
    SEASON_CLOSED = 1108 Error User
        "Η αρδευτική περίοδος {season} έχει κλείσει και δεν δέχεται ενδείξεις. Απευθυνθείτε στο γραφείο άρδευσης."
        "The irrigation season {season} is closed and takes no readings. Ask the irrigation office.";
    SEASON_UNKNOWN = 1109 Error User
        "Καμία αρδευτική περίοδος δεν περιέχει την ημερομηνία {date}. Διορθώστε την ημερομηνία."
        "No irrigation season contains the date {date}. Correct the date.";
    NETWORK_FOREIGN = 1110 Error User
        "Ο υδρονόμος δεν έχει οριστεί για το δίκτυο {network} στις {date}. Η ένδειξη δεν καταχωρίστηκε."
        "The water keeper is not appointed to the network {network} on {date}. The reading was not recorded.";
    METER_REMOVED = 1111 Error User
        "Ο μετρητής {meter} έχει αφαιρεθεί. Καταχωρίστε την ένδειξη στον μετρητή που τον αντικατέστησε."
        "The meter {meter} was removed. Record the reading on the meter that replaced it.";
    FINAL_READING_MISSING = 1112 Error User
        "Η αντικατάσταση χρειάζεται την τελική ένδειξη του παλιού μετρητή. Χωρίς αυτήν εκτιμά μόνο προϊστάμενος."
        "A replacement needs the final reading of the old meter. Without it only a supervisor may estimate.";
    METER_IN_USE = 1113 Error User
        "Ο μετρητής {meter} είναι ήδη στη σύνδεση {connection}. Ένας μετρητής μετρά μία σύνδεση."
        "The meter {meter} already serves the connection {connection}. A meter measures one connection.";
    CONNECTION_IN_DEBT = 1114 Error User
        "Η σύνδεση {connection} έχει ληξιπρόθεσμη οφειλή άρδευσης στις {date}. Νερό δίνεται μετά την εξόφληση ή τον διακανονισμό."
        "The connection {connection} has an overdue irrigation debt on {date}. Water is given after payment or a settlement.";
    CORRECTION_AFTER_SYNC = 1115 Error User
        "Η ένδειξη έχει ήδη σταλεί και δεν αλλάζει εδώ. Καταχωρίστε νέα ένδειξη· θα αποφασίσει το γραφείο."
        "The reading was already sent and does not change here. Record a new one; the office decides.";
    CORRECTION_OF_OTHERS = 1116 Error User
        "Διορθώνετε μόνο δικές σας ενδείξεις. Καταχωρίστε νέα ένδειξη."
        "Only your own readings can be corrected. Record a new one.";
    READING_UNKNOWN = 1117 Error User
        "Η ένδειξη που ζητήσατε δεν υπάρχει πια. Ανανεώστε τη σελίδα."
        "The reading asked for is no longer there. Refresh the page.";
    READING_DECIDED = 1118 Error User
        "Για την ένδειξη αυτή έχει ήδη αποφασιστεί. Ανανεώστε τη σελίδα."
        "This reading was already decided. Refresh the page.";
    WRONG_BOOK = 1119 Error Us
        "Η πράξη ανήκει σε άλλο βιβλίο ενδείξεων από αυτό που τη φέρει. Δεν καταχωρίστηκε τίποτα."
        "The event belongs to another reading book than the one that holds it. Nothing was recorded.";
    TURN_LENGTH = 1120 Error User
        "Η βάρδια νερού είναι από 1 έως {n} λεπτά. Διορθώστε τη διάρκεια."
        "A water turn lasts from 1 to {n} minutes. Correct its length.";
    SHARED_READING_MISSING = 1121 Error User
        "Η μεταβίβαση χρειάζεται την κοινή τελική ένδειξη παλιού και νέου δικαιούχου."
        "A transfer needs the final reading that old and new holder share.";
    CONNECTION_UNKNOWN = 1122 Error User
        "Η σύνδεση {connection} δεν είναι γνωστή. Ελέγξτε τον αριθμό της."
        "The connection {connection} is not known. Check its number.";
    READING_HELD = 1123 Error User
        "Η ένδειξη {value} του μετρητή {meter} περιμένει απόφαση: {why}."
        "The reading {value} of the meter {meter} waits for a decision: {why}.";
    NO_WATER = 1124 Error User
        "Αναφέρθηκε ότι η σύνδεση {connection} δεν έχει νερό. Ειδοποιήστε το συνεργείο."
        "The connection {connection} was reported to have no water. Tell the repair crew.";
    TURN_ASKED = 1125 Error User
        "Η σύνδεση {connection} ζήτησε βάρδια νερού στις {date} για {n|λεπτό|λεπτά}. Βάλτε τη στο πρόγραμμα."
        "The connection {connection} asked for a turn of water on {date} for {n|minute|minutes}. Put it in the plan.";
    HOLDER_CHANGED = 1126 Error User
        "Ο δικαιούχος της σύνδεσης {connection} άλλαξε. Ορίστε το πρόσωπο του μητρώου πριν από τον λογαριασμό."
        "The holder of the connection {connection} changed. Name the person of the register before the bill.";
    CAP_EXCEEDED = 1127 Error User
        "Η σύνδεση {connection} ξεπέρασε το πλαφόν των {cap} κατά {over}. Ετοιμάστε την έκθεση παράβασης."
        "The connection {connection} went over its ceiling of {cap} by {over}. Draft the report of the violation.";
    BILLED_CHANGED = 1128 Error User
        "Ο λογαριασμός {number} έγινε για {billed} και οι ενδείξεις λένε τώρα {now}. Εκδώστε τη διαφορά."
        "The bill {number} was made for {billed} and the readings now say {now}. Bill the difference.";
    BILL_HELD = 1129 Error User
        "Η σύνδεση {connection} έχει {n|ένδειξη|ενδείξεις} σε έλεγχο. Αποφασίστε πρώτα και μετά βγάλτε λογαριασμό."
        "The connection {connection} has {n|reading|readings} on hold. Decide first and bill then.";
    BILL_NOTHING = 1130 Error User
        "Δεν υπάρχει διαφορά για τη σύνδεση {connection} στην περίοδο {season}. Έχει λογαριαστεί ολόκληρη."
        "There is no difference for the connection {connection} in the season {season}. It is billed whole.";
    BILL_LOWER = 1131 Error User
        "Η περίοδος κοστίζει {total} και έχουν λογαριαστεί {billed}. Η πίστωση γίνεται με απόφαση, όχι με λογαριασμό."
        "The season costs {total} and {billed} were billed. A credit is given by a decision and not by a bill.";
    SEASON_STEP = 1132 Error User
        "Η περίοδος {season} είναι «{state}» και δεν προχωρά άλλο."
        "The season {season} is «{state}» and goes no further.";
    SEASON_HELD = 1133 Error User
        "Στην περίοδο {season} υπάρχουν {n|ένδειξη|ενδείξεις} σε έλεγχο. Αποφασίστε πριν κλείσει."
        "The season {season} has {n|reading|readings} on hold. Decide before it is closed.";
}
