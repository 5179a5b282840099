//! Surcharges of debts paid late (προσαυξήσεις εκπρόθεσμης καταβολής).
