"""The rules of the audit, one subject a module; each is a pure function of what is known of a report."""
