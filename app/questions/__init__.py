"""Questions of every type. Pure: no Flask, no database; what a student sees never holds a key."""
