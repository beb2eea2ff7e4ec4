PYTHON ?= python3
BIN := .venv/bin
NBGRADER = cd autograder && PATH="$(CURDIR)/$(BIN):$$PATH" nbgrader

OUT ?= build/grades

.PHONY: lab test release grade doctor formgrader bench clean

lab: .venv/ready
	$(BIN)/python solutions/run_lab.py

test: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/python -m pytest tests solutions/distillation/distillation.ipynb --nbval --nbval-sanitize-with tests/nbval_sanitize.cfg

# Made in build/, with a gradebook of its own: nbgrader deletes a release that fails, and refuses one whose gradebook holds grades.
release: .venv/ready
	rm -rf build/release build/release.db
	mkdir -p build
	$(NBGRADER) generate_assignment distillation --create --force --log-level=WARN \
		--CourseDirectory.release_directory=../build/release --db=sqlite:///../build/release.db
	rm -rf notebooks/distillation && mkdir -p notebooks && cp -R build/release/distillation notebooks/

grade: .venv/ready
	@test -n "$(SUBMISSIONS)" || { echo "Which submissions? make grade SUBMISSIONS=folder [OUT=$(OUT)] [FLAGS=--fresh]"; exit 2; }
	$(BIN)/python -m autograder grade "$(SUBMISSIONS)" --out "$(OUT)" $(FLAGS)

doctor: .venv/ready
	$(BIN)/python -m autograder doctor

formgrader: .venv/ready
	@test -d "$(OUT)/course" || { echo "There is no graded class in $(OUT): make grade first, or make formgrader OUT=its folder"; exit 2; }
	cd "$(OUT)/course" && PATH="$(CURDIR)/$(BIN):$$PATH" jupyter lab --ServerApp.default_url=/formgrader

bench: .venv/ready
	$(BIN)/python benchmarks/seed_recipe.py
	$(BIN)/python benchmarks/class_speed.py
	$(BIN)/python benchmarks/experiment.py

.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The lab needs Python 3.11 or newer: make PYTHON=python3.11 test")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.txt
	touch $@

clean:
	rm -rf .venv build
