//! Messages 1050–1099: protocol, registers of village papers, templates.

messages! {
    BAD_PROTOCOL_NUMBER = 1050 Error User
        "«{value}»: δεν είναι αριθμός πρωτοκόλλου. Γράφεται όπως ΤΑ02-3ΑΚ7Η/2026/000017: γραφείο, σειρά, έτος, αριθμός."
        "{value} is not a protocol number. It is written like ΤΑ02-3ΑΚ7Η/2026/000017: desk, series, year, number.";
    BAD_DESK_CODE = 1051 Error User
        "«{code}»: δεν γίνεται κωδικός γραφείου σε αριθμό πρωτοκόλλου. Έως 8 κεφαλαία γράμματα και ψηφία."
        "{code} cannot be the desk of a protocol number. Up to 8 capitals and digits.";
    SERIES_FULL = 1052 Error User
        "«{register}» του {year}: η σειρά έφτασε στον τελευταίο εξαψήφιο αριθμό. Ειδοποιήστε το Κέντρο."
        "{register} of {year}: the series has reached its last number of six digits. Tell the centre.";
}
