# Forwards to `deno task`, with a Deno from npm where this machine has none (needs Node then).
TASKS := dev observe demo test ok fmt lint check build bench load parity clean synth deploy-diff deploy

.PHONY: help $(TASKS)
.DEFAULT_GOAL := help

help:
	@printf 'make dev     the whole system on this machine: http://localhost:5173\n'
	@printf 'make observe the same, with its traces and metrics on a page: http://127.0.0.1:4318\n'
	@printf 'make demo    the main job without a browser; writes a clean list\n'
	@printf 'make test    every test (ARGS="services/review" for some of them)\n'
	@printf 'make ok      everything that CI runs\n'
	@printf 'make fmt     format     make lint    lint     make check   check types\n'
	@printf 'make load    k6 on a stack of its own        make parity  other emulators of AWS\n'
	@printf 'make synth   templates for AWS   make deploy-diff, make deploy: docs/operations\n'
	@printf 'make build   the web    make bench   measure  make clean   remove data and builds\n'

# One recipe line that is replaced by Deno: a signal to make reaches it, and nothing is in between.
# Who is told the number of the make that started it ends with that make, even with a killed one.
$(TASKS):
	@ROLLCALL_STARTED_BY=$$PPID exec ./deploy/local/deno task $@ $(ARGS)
