#!/bin/sh
# RabbitMQ, Redis and PostgreSQL of Debian's packages, for the brokers and the database that the run kills. None is started
# as a service: each is run by hand over a folder of its own.
set -eu
command -v redis-server >/dev/null && [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] && exit 0
if [ "$(id -u)" != 0 ]; then
    echo "rabbitmq-server and redis-server are missing: as root, apt-get install them" >&2
    exit 2
fi
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
apt-get update -qq
apt-get install -y -qq --no-install-recommends rabbitmq-server redis-server postgresql >/dev/null
