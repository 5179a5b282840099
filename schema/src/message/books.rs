//! Messages 700–799: journal, periods, money lists and certification.

messages! {}
