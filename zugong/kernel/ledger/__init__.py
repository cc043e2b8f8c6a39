"""One declaration per record type; from it come the list, the record's page, the form, the export, the history and the search.

A *ledger* (台账) names what is listed, filtered and asked for of one model. A *column* is one named value of a row. A *listing* is
what one person asked to see of a ledger: filters, order, page. A *section* is what another part adds to a record's page. An
*attachment* is a file that belongs to a record and is as visible as the record is.
"""
