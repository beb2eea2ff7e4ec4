PYTHON ?= python3
BIN := .venv/bin
NBGRADER = cd autograder && PATH="$(CURDIR)/$(BIN):$$PATH" nbgrader
SOLUTION := solutions/distillation/distillation.ipynb

OUT ?= build/grades
ENGINE ?= podman
PERSON := $(filter-out 0,$(shell id -u))
INSIDE_podman := $(if $(PERSON),--userns keep-id) --security-opt label=disable --security-opt unmask=ALL
INSIDE_docker = $(if $(PERSON),--user "$$(id -u):$$(id -g)") --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined
ROOM ?= tests

.DEFAULT_GOAL := help
.PHONY: help lab test test-fast test-cuda release grade container doctor formgrader bench clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{printf "make %-12s %s\n", $$1, $$2}'

lab: .venv/student  ## set up, run the completed lab, write build/distillation.html and build/results.json
	$(BIN)/python solutions/run_lab.py

test: .venv/tests  ## set up, run every test
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache --no-logo
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest $(SOLUTION) tests --nbval --nbval-sanitize-with tests/nbval_sanitize.cfg -n 3 --dist loadfile --no-loadscope-reorder $(FLAGS)

test-fast: .venv/tests  ## tests for while you write: no sandbox, no browser, no training (one room: ROOM=tests/judging)
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache --no-logo
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest $(ROOM) -m "not slow" -n 2 --dist loadfile $(FLAGS)

test-cuda: .venv/tests  ## tests on a machine with a CUDA device (and a PyTorch for it in .venv), at most eight minutes
	$(BIN)/python -c 'import sys, torch; torch.cuda.is_available() or sys.exit("PyTorch finds no CUDA device here: see pytorch.org for the package that fits your driver")'
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest tests/cuda -n 4 $(FLAGS)

# Made in build/, with a gradebook of its own: nbgrader deletes a release that fails, and refuses one whose gradebook holds grades.
release: .venv/grader  ## make the hand-out, notebooks/, from solutions/
	rm -rf build/release build/release.db
	mkdir -p build
	$(NBGRADER) generate_assignment distillation --create --force --log-level=WARN \
		--CourseDirectory.release_directory=../build/release --db=sqlite:///../build/release.db
	rm -rf notebooks/distillation && mkdir -p notebooks && cp -R build/release/distillation notebooks/

grade: .venv/grader  ## grade a class: SUBMISSIONS=folder or zip [OUT=build/grades] [FLAGS=--fresh]
	@test -n "$(SUBMISSIONS)" || { echo "Which submissions? make grade SUBMISSIONS=folder or zip [OUT=$(OUT)] [FLAGS=--fresh]"; exit 2; }
	$(BIN)/python -m autograder grade "$(SUBMISSIONS)" --out "$(OUT)" $(FLAGS)

container:  ## grade a class in a container, on macOS or Windows: SUBMISSIONS=folder [OUT=build/grades] [ENGINE=docker]
	@test -d "$(SUBMISSIONS)" || { echo "Which submissions? make container SUBMISSIONS=folder [OUT=$(OUT)] [ENGINE=docker]"; exit 2; }
	$(ENGINE) build --tag distillation-grader $(BUILD_FLAGS) .
	mkdir -p "$(OUT)"
	$(if $(PERSON),,chown 1000:1000 "$(OUT)")
	$(ENGINE) run --rm --network none $(INSIDE_$(ENGINE)) --volume "$(abspath $(SUBMISSIONS)):/submissions:ro" \
		--volume "$(abspath $(OUT)):/grades" distillation-grader grade /submissions --out /grades $(FLAGS)

doctor: .venv/grader  ## say what this machine's walls are made of, and try each
	$(BIN)/python -m autograder doctor

formgrader: .venv/grader  ## open a graded class, for the written answers: [OUT=build/grades]
	@test -d "$(OUT)/course" || { echo "There is no graded class in $(OUT): make grade first, or make formgrader OUT=its folder"; exit 2; }
	cd "$(OUT)/course" && PATH="$(CURDIR)/$(BIN):$$PATH" JUPYTER_CONFIG_PATH="$$PWD" jupyter lab --ServerApp.port=8765 --ServerApp.default_url=/formgrader

bench: .venv/benchmarks  ## measure again what benchmarks/README.md claims
	$(BIN)/python benchmarks/class_speed.py
	$(BIN)/python benchmarks/experiment.py

clean:  ## remove .venv and build
	rm -rf .venv build

.venv/student: requirements.txt
.venv/grader: autograder/requirements.txt requirements.txt
.venv/benchmarks: benchmarks/requirements.txt autograder/requirements.txt requirements.txt
.venv/tests: tests/requirements.txt benchmarks/requirements.txt autograder/requirements.txt requirements.txt
.venv/student .venv/grader .venv/benchmarks .venv/tests: | .venv/bin/python
	$(BIN)/pip install --quiet --requirement $<
	touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The lab needs Python 3.11 or newer: make PYTHON=python3.11 test")'
	$(PYTHON) -m venv .venv
