//! The front door: every route without what its door asks for, and the jobs of an officer from unlock to paper.
