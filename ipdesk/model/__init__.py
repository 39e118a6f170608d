"""Tables, queries, migrations, backups: SQLAlchemy lives here and nowhere else."""
