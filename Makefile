# 每个目标一行说明：make help
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= zhiji-data
T ?= tests
K ?=
JOBS ?= auto
PYTEST := $(BIN)/pytest
ISLAND_SOURCES := $(shell find islands -path islands/node_modules -prune -o -type f -print 2>/dev/null)
ISLANDS := src/zhiji/web/static/islands/manifest.json
# The data layer, run a second time on PostgreSQL
DATABASE_TESTS := tests/trail tests/organisation tests/rulebook tests/cases tests/documents tests/evidence tests/compliance tests/archive

.PHONY: help up test check fix bench soak islands lock docs screenshots clean

help: ## 列出所有目标
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

up: $(VENV)/.run $(ISLANDS) ## 装好依赖、建演示单位、启动系统，印出网址（DATA=文件夹 可改数据位置）
	$(BIN)/zhiji up --demo --data $(DATA)

test: $(VENV)/.dev $(ISLANDS) check ## 全部检查和测试，真数据库、真浏览器、真音像都在内
	@sh tests/machine.sh
	$(PYTEST) -n $(JOBS) $(T) $(if $(K),-k "$(K)")
	$(BIN)/python -m tests.postgres $(PYTEST) -n $(JOBS) $(DATABASE_TESTS)
	cd islands && ../$(BIN)/python build_hook.py test

check: $(VENV)/.dev $(ISLANDS) ## 静态检查：格式、规范、类型、分层、规则文件
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@for file in rules/*.yaml rules/law/*.yaml; do case $$file in rules/vocabulary.yaml) ;; *) $(BIN)/zhiji regulations validate $$file || exit 1 ;; esac; done

fix: $(VENV)/.dev ## 自动整理格式，改掉能自动改的
	$(BIN)/ruff format -q .
	$(BIN)/ruff check -q --fix .

bench: $(VENV)/.bench ## 性能对照：每项都与同一次运行里的参照物相比
	@for file in bench/[a-z]*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

soak: $(VENV)/.dev $(ISLANDS) ## 长跑：大文件、五千张照片、逐字节篡改
	@sh tests/machine.sh
	$(PYTEST) -n $(JOBS) -m soak $(T)

islands: $(ISLANDS) ## 构建页面上的小程序（TypeScript），不需要本机装 Node

docs: $(VENV)/.dev $(ISLANDS) ## 从运行着的系统重新截取说明文档里的图
	@sh tests/machine.sh
	$(BIN)/python -m docs.pictures

lock: $(VENV)/.dev ## 按 pyproject.toml 重新锁定全部依赖
	$(BIN)/uv pip compile pyproject.toml --extra postgres $(LOCK) -o locks/run.txt
	$(BIN)/uv pip compile --group build -c locks/run.txt $(LOCK) -o locks/build.txt
	$(BIN)/uv pip compile pyproject.toml --extra postgres --group test --group check --group build -c locks/run.txt $(LOCK) -o locks/dev.txt
	$(BIN)/uv pip compile --group bench -c locks/dev.txt $(LOCK) -o locks/bench.txt
LOCK := --universal --generate-hashes --python-version 3.11 --no-header -q --upgrade

clean: ## 删掉构建产物和缓存（不动数据文件夹）
	rm -rf $(VENV) islands/node_modules src/zhiji/web/static/islands dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results

# ---- 环境 ----
PIP := $(BIN)/pip --disable-pip-version-check install -q

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新：请安装后用 make PYTHON=python3.11 $(MAKECMDGOALS) 指明。"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "这个 Python 建不了虚拟环境：Debian 上请先 apt-get install python3-venv。"; exit 1; }

$(VENV)/.run: locks/run.txt locks/build.txt pyproject.toml | $(VENV)/bin/pip
	$(PIP) --require-hashes -r locks/run.txt -r locks/build.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: locks/dev.txt pyproject.toml | $(VENV)/bin/pip
	$(PIP) --require-hashes -r locks/dev.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $(VENV)/.run $@

$(VENV)/.bench: locks/bench.txt | $(VENV)/.dev
	$(PIP) --require-hashes -r locks/bench.txt
	@touch $@

$(ISLANDS): $(ISLAND_SOURCES) | $(VENV)/.run
	$(BIN)/python islands/build_hook.py
