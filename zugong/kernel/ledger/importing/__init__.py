"""Taking in spreadsheets: what was read is judged row by row by the ledger's own form, mended, taken in or given up, undone as a whole.

An *import* is one file on its way into one ledger. Its *rows* hold what stood in the file until the import is taken in or given up. The
*verdict* on a row is the form's: new, changed or unchanged, or bad with a problem for every bad cell. A row means the record that bears
its natural key, the fields of the model's first unique constraint; so taking the same file in twice changes nothing.
"""
