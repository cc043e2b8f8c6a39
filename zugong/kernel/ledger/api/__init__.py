"""Every ledger over HTTP: what the pages show and take, for programs.

The declaration of a ledger is all there is to say: its addresses, what is read and written there, filters and errors follow from it.
A *caller* is who asks: a program with a token, or a browser with a session. A *problem* is why something was not done, told as RFC 9457
asks. A *cursor* marks where in a list the next page begins. An *entity tag* says which state of a record somebody has seen.
"""
