#!/bin/sh
# The system packages that the tests need: a browser, a Chinese font for it, a PostgreSQL server, PDF tools.
# Installs what is missing where it may (root on Debian), else says what to install.
set -eu

missing=""
need() { # package, test that it is there
	package=$1
	shift
	"$@" >/dev/null 2>&1 || missing="$missing $package"
}
has_postgresql() { ls /usr/lib/postgresql/*/bin/initdb; }
has_chinese_font() { fc-list :lang=zh | grep -q .; }

need chromium command -v chromium
need fontconfig command -v fc-list
need fonts-noto-cjk has_chinese_font
need postgresql has_postgresql
need poppler-utils command -v pdftoppm
need util-linux command -v setpriv

[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
	echo "测试还需要：$missing，正在安装。"
	apt-get -qq update
	DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing >/dev/null
else
	echo "测试还需要这些系统软件：$missing" >&2
	echo "Debian 上请运行：sudo apt-get install$missing" >&2
	exit 1
fi
