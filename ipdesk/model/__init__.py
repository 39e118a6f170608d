"""Tables, queries, migrations and backups: everything that speaks SQL."""
