# The newcomer's door: every target sets up what it needs by itself. `make` alone lists them.

# Not PYTHON: that one is for telling set-up which Python .venv is made with.
VENV := .venv/bin/python
# Tests mostly wait for processes, so more of them run beside each other than there are cores.
WORKERS := 5
MINUTES := 10

.DEFAULT_GOAL := help
.PHONY: help demo gallery torture simulate workday fuzz mutants bench bench-eta bench-order bench-answers bench-tls bench-wall bench-voice test test-long check lint format setup lock clean

help:
	@echo "Antrian: the queue appliance of an immigration office."
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

demo: setup ## run an office on this machine for a morning; KEEP=1 leaves it running
	$(VENV) -m firmware.demo $(if $(KEEP),--keep)

gallery: setup ## render all that people see, hear and hold into out/gallery, with a page to look at
	$(VENV) -m firmware.gallery

torture: setup ## break a running office again and again; MINUTES=10, SEED=N brings the same faults
	$(VENV) -m tests.torture --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

test: setup ## all tests that need no hardware
	$(VENV) -m pytest -n $(WORKERS) --dist worksteal

test-long: setup ## also the tests that need long: 10,000 simulated days, all mutants, many cards, the whole demo
	$(VENV) -m pytest -n $(WORKERS) -m "long or not long"

simulate: setup ## play seeded days in which everything fails; SEEDS=2000 says how many
	$(VENV) -m firmware.simulation --seeds $(or $(SEEDS),300)

workday: setup ## an account of simulated days of work; SEED=7 DAYS=5
	$(VENV) -m firmware.simulation --seed $(or $(SEED),7) --days $(or $(DAYS),5)

fuzz: setup ## fire what nobody should send at every role, 200,000 payloads each; ROLE=hub PAYLOADS=2000 SEED=7
	$(VENV) -m tests.fuzz $(if $(ROLE),--role $(ROLE)) $(if $(PAYLOADS),--payloads $(PAYLOADS)) $(if $(SEED),--seed $(SEED))

mutants: setup ## break the shipped code on purpose, and see that it is noticed each time
	$(VENV) -m tests.mutation

bench: bench-eta bench-order bench-answers bench-tls bench-wall bench-voice ## measure everything that has a floor or a baseline, into out/bench/*.json

bench-eta: setup ## how true the estimated waits are, beside what others show: out/bench/eta.json
	$(VENV) -m tests.bench.eta

bench-order: setup ## how long each class waits under each calling order, on 40 overloaded days: out/bench/order.json
	$(VENV) -m tests.bench.order

bench-answers: setup ## whether a press waits for the estimate, on real hubs while 300 wait: out/bench/answers.json
	$(VENV) -m tests.bench.answers

bench-tls: setup ## how much later the paper comes because everything is encrypted, on real boxes: out/bench/tls.json
	$(VENV) -m tests.bench.tls

bench-wall: setup ## how long the wall takes to draw, and what it costs while nothing changes: out/bench/wall.json
	$(VENV) -m tests.bench.wall

bench-voice: setup ## how long a call waits for its first sound, and whether its silences are as written: out/bench/voice.json
	$(VENV) -m tests.bench.voice

check: lint test ## formatting, lint, types, then the tests; what .ci/run calls

lint: setup ## formatting, lint and types
	$(VENV) -m ruff format --check .
	$(VENV) -m ruff check .
	$(VENV) -m mypy

format: setup ## put the code into shape
	$(VENV) -m ruff format .
	$(VENV) -m ruff check --fix .

setup: ## install what is missing: Debian packages, and Python packages into .venv
	@.ci/setup

lock: setup ## take the newest Python packages that fit into .ci/requirements.lock
	.ci/lock

clean: ## delete what was made here: .venv, out, caches
	rm -rf .venv out build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
