.PHONY: run test lint bench freeze
run test lint bench freeze:
	@bash .ci/desk $@
