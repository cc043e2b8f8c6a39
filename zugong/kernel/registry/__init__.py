"""Who exists: units, Party bodies, task forces, people, posts.

A *unit* is a place in the city's tree: the city, a county, a zone, a township, a village, or a department or section of one of these. Its
`path` is the ids from the root down (`/1/7/52/`), so a subtree is one prefix query. A *placement* says where a unit stood, under
which name, from when to when. A *person* is one human; a *post* is what a person does in a unit from when to when.
"""
