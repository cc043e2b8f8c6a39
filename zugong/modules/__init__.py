"""The modules: records, rules and figures of one field of organization work each, standing on the kernel."""
