"""What is sent more than once and taken once.

A phone that has lost its signal sends a form again until it hears an answer. It names each form by a *key* of its own; the platform keeps
the key with the answer, in the same transaction as what the form did, and gives the same answer to whatever comes under that key again.
"""
