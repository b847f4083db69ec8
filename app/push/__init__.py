"""Web Push, one way out of the process: check, encrypt, sign, send. No database, no Flask."""
