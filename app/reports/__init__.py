"""What is counted and shown together: one file a report. Reports only read."""
