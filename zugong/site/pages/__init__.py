"""The site's own pages: signing in, choosing the look, switching the unit, errors, health, the gallery."""
