//! Numbers and addresses that identify a person or an account.
