"""What is worth a "well done": one registry, rules as selects, and nothing that compares people with each other."""
