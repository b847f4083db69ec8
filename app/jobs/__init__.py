"""What runs without anybody waiting: jobs take ids, call an action or hearing, and can run twice."""
