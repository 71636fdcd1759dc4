#!/bin/sh
# Run the steps of docker/Dockerfile in a Debian of its own, as root, where no container engine is: docker/try.sh
# What it holds by hand, because it reads no Dockerfile: an account of its own, the files that are copied, no other ones.
set -eu
cd "$(dirname "$0")/.."
at=$(mktemp -d)
root=$at/root
trap 'umount -l "$root/proc" 2>/dev/null || true; rm -rf "$at"' EXIT
mmdebstrap --quiet --variant=apt --include=python3,python3-venv,ca-certificates bookworm "$root" >/dev/null
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/"
for there in /etc/ssl/certs /usr/local/share/ca-certificates; do
    [ -d "$there" ] || continue
    rm -rf "${root:?}$there"
    mkdir -p "$root$there"
    cp -rL "$there/." "$root$there/"
done
[ -f /etc/pip.conf ] && cp /etc/pip.conf "$root/etc/"
[ -d /etc/uv ] && cp -r /etc/uv "$root/etc/"

inside() { chroot "$root" /usr/bin/env PATH=/opt/qa/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root UV_SYSTEM_CERTS=1 "$@"; }
inside useradd --create-home --uid 10001 qa
inside install -d -o qa -g qa /var/lib/qa
inside python3 -m venv /opt/qa # the image's own Python needs none
inside pip install --quiet --no-cache-dir uv
mkdir -p "$root/srv/qa"
cp requirements.txt pyproject.toml README.md docker/alive.py "$root/srv/qa/"
inside uv pip install --quiet --python /opt/qa/bin/python --no-cache -r /srv/qa/requirements.txt
cp -r benchmarks transcription scoring qa_service "$root/srv/qa/"
inside uv pip install --quiet --python /opt/qa/bin/python --no-cache --no-deps /srv/qa

as_qa() { chroot --userspec=10001:10001 "$root" /usr/bin/env PATH=/opt/qa/bin:/usr/bin:/bin HOME=/home/qa QA_HOME=/var/lib/qa PYTHONDONTWRITEBYTECODE=1 "$@"; }
as_qa qa --version
as_qa qa migrate
as_qa qa keys try >/dev/null
echo "the steps of the Dockerfile work; as uid 10001 the service migrates its database and makes a key"
