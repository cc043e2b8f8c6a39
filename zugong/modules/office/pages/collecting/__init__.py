"""The pages of one-off forms: drawing up, sending, filling in on a phone, chasing, merging."""
