"""The rules as data: readable and changeable by somebody who knows the clauses and no Python."""
