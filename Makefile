# What one needs of Eyrie from a shell. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-kafka setup-clients setup-peers build demo test test-again fuzz kills lint format bench chaos clean

# The Debian packages are those that Package.swift declares: there is no second list to forget.
PACKAGES := pkg-config $(shell sed -n 's/^.*system(.*apt: "\([a-z0-9.+-]*\)").*$$/\1/p' Package.swift)

# The import check holds each target to the dependencies that Package.swift gives it.
FLAGS := --explicit-target-dependency-import-check error
FORMATTED := Package.swift Sources Tests

help: ## Show what there is to make
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)$$/  make \1\t\2/p' Makefile | expand -t 16

setup: ## Install the Debian packages that are missing (SETUP=no skips it)
ifneq ($(SETUP),no)
	@command -v swift > /dev/null || { \
	    echo "setup: Swift 6.2 or newer is missing, see https://www.swift.org/install" >&2; exit 1; }
	@if ! command -v dpkg-query > /dev/null; then \
	    echo "setup: this is not Debian; install what these Debian packages hold, then run make with SETUP=no:" >&2; \
	    printf '  %s\n' $(PACKAGES) >&2; exit 1; \
	fi; \
	missing=""; \
	for package in $(PACKAGES); do \
	    [[ "$$(dpkg-query -W -f '$${Status}' "$$package" 2> /dev/null || true)" == "install ok installed" ]] \
	        || missing+=" $$package"; \
	done; \
	if [[ -z "$$missing" ]]; then exit 0; fi; \
	echo "setup: installing$$missing"; \
	sudo=""; if [[ "$$(id -u)" != 0 ]]; then sudo=sudo; fi; \
	$$sudo apt-get update -q; \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing
endif

setup-kafka: PACKAGES += openjdk-17-jre-headless openssl
setup-kafka: setup ## Install what a Kafka of one's own needs, for the tests that use one

# The receiver of webhooks has its checker of signatures from PyPI, in a Python of its own.
setup-clients: PACKAGES += socat bsdutils wrk kcat python3 python3-venv
setup-clients: setup ## Install the clients of others that tests use (socat, logger, wrk, kcat, standardwebhooks)
	[[ -x .build/clients/bin/python ]] || python3 -m venv .build/clients
	.build/clients/bin/pip install --quiet "standardwebhooks>=1,<2"

# Debian starts the services of nginx and rsyslog where it starts services at all; the benches run their own.
setup-peers: PACKAGES += wrk openssl nginx kcat rsyslog rsyslog-kafka
setup-peers: setup ## Install what the bench of the bridge measures with, and beside (wrk, nginx, kcat, rsyslog)

build: setup ## Build eyrie for use (.build/release/eyrie)
	swift build $(FLAGS) -c release --product eyrie

demo: build ## Build, then show a quiet day with one intrusion in it, end to end
	swift build $(FLAGS) -c release --product eyrie-bench
	"$$(swift build $(FLAGS) -c release --show-bin-path)/eyrie-bench" demo

# Swift Testing runs as many tests at once as there are processors, and tests of a cluster mostly wait: three processes
# side by side take half the time. What failed is said once more at the end, where one looks for it.
# Clients and workshops of the tests, which say what they skip without them.
test: PACKAGES += curl openssl
test: setup ## Build everything for debugging and run all tests
	swift build $(FLAGS) --build-tests
	@tests="$$(swift build $(FLAGS) --show-bin-path)/eyriePackageTests.xctest"; \
	said="$$(mktemp -d)"; trap 'rm -rf "$$said"' EXIT; \
	run() { \
	    local name="$$1"; shift; \
	    "$$tests" --testing-library swift-testing "$$@" 2>&1 | tee "$$said/$$name" && return; \
	    echo "the process of $$name failed" >> "$$said/failed"; \
	    grep -a -A 3 -E '✘|[Ff]atal error|Crash:' "$$said/$$name" >> "$$said/failed" \
	        || tail -n 20 "$$said/$$name" >> "$$said/failed"; \
	}; \
	run kafka --filter '^KafkaLogTests' & \
	run programs --filter '^EndToEndTests' & \
	run others --skip '^(KafkaLogTests|EndToEndTests)'; \
	wait; \
	if [[ -e "$$said/failed" ]]; then cat "$$said/failed" >&2; exit 1; fi

test-again: ## Run the tests that FILTER names as they were last built
	swift test $(FLAGS) --disable-xctest --skip-build --filter "$(FILTER)"

# Each fuzzer has its time; a finding names its seed and its input, and FUZZ_SEED with FUZZ_INPUTS brings it back.
fuzz: setup ## Fuzz the alert parser, the line readers and the filter language, each for MINUTES (10), from SEED on
	swift build $(FLAGS) --build-tests
	@tests="$$(swift build $(FLAGS) --show-bin-path)/eyriePackageTests.xctest"; \
	export FUZZ_SECONDS=$$(( $(or $(MINUTES),10) * 60 )) FUZZ_SEED="$(or $(SEED),$(shell date +%s))"; \
	said="$$(mktemp)"; trap 'rm -f "$$said"' EXIT; code=0; \
	for fuzzer in ValuesTests.AlertFuzz BridgeTests.LineFuzz BridgeTests.SyslogFuzz \
	    BridgeTests.BodyFuzz BridgeTests.IntakeFuzz ValuesTests.ExpressionFuzz; do \
	    "$$tests" --testing-library swift-testing --filter "^$$fuzzer" 2>&1 | tee -a "$$said" || code=1; \
	done; \
	awk '/^fuzzed / { n += $$2 } END { printf "fuzzed %d inputs in all, from seed %s on\n", n, ENVIRON["FUZZ_SEED"] }' \
	    "$$said"; exit "$$code"

kills: setup ## Kill eyrie at each step of its work, ROUNDS (200) times on each engine, and check that nothing is lost
	swift build $(FLAGS) --build-tests
	@[[ -n "$${EYRIE_TEST_KAFKA:-}" ]] || echo "kills: EYRIE_TEST_KAFKA is not set: the embedded engine alone" >&2
	KILL_COUNT="$(if $(filter command line,$(origin ROUNDS)),$(ROUNDS),200)" \
	    "$$(swift build $(FLAGS) --show-bin-path)/eyriePackageTests.xctest" --testing-library swift-testing \
	    --filter '^EndToEndTests.(CrashRoundTests|SpoolCrashTests|TopicCrashTests)'

lint: ## Check the format of all Swift files (the build itself takes no warning)
	swift format lint --strict --parallel --recursive $(FORMATTED)

format: ## Bring all Swift files into the format
	swift format --in-place --parallel --recursive $(FORMATTED)

bench: PACKAGES += wrk
bench: build ## Measure the figures and hold them against their goals
	swift build $(FLAGS) -c release --product eyrie-bench
	"$$(swift build $(FLAGS) -c release --show-bin-path)/eyrie-bench" all

# Rounds of faults; ROUNDS of them with a SEED, or until MINUTES are over; the cluster is made for the run and removed.
ROUNDS ?= 5
KAFKA ?= ../shared/kafka/kafka
chaos: build ## Kill, stop and cut off workers and brokers, and check that each alert is decided once (ROUNDS, SEED)
	swift build $(FLAGS) -c release --product eyrie-chaos
	"$$(swift build $(FLAGS) -c release --show-bin-path)/eyrie-chaos" --rounds $(ROUNDS) --go-on --kafka $(KAFKA) \
	    --base-port 25092 $(if $(SEED),--seed $(SEED)) $(if $(MINUTES),--minutes $(MINUTES))

clean: ## Remove what was built
	rm -rf .build
