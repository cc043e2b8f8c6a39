"""Writes official documents and the forms that go with them.

`official` declares and writes a document in GB/T 9704-2012 layout, `elements` is what its body is made of, `forms`
writes bordered forms for signature on paper, `wording` puts numbers and dates into words.
"""
