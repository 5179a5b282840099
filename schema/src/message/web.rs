//! Messages 450–499: pages, forms and requests of a browser.

messages! {
    LOGIN_NEEDED = 490 Error User
        "Η σύνδεσή σας έληξε ή δεν έχετε συνδεθεί. Συνδεθείτε και δοκιμάστε ξανά."
        "The login has expired or there was none. Log in and try again.";
    REQUEST_FOREIGN = 491 Error User
        "Η αίτηση δεν ξεκίνησε από σελίδα αυτού του συστήματος και δεν εκτελέστηκε. Ανανεώστε τη σελίδα και δοκιμάστε ξανά."
        "The request did not start from a page of this system and was not executed. Reload the page and try again.";
}
