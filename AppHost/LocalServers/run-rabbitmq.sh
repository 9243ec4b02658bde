#!/bin/sh
# Runs the installed RabbitMQ as a private node whose port mapper ends with it.
# Everything else (ports, folders, user) is told by RabbitMQ's own environment variables.
set -eu
mkdir -p "$HOME"
cd "$HOME"

# Erlang would start its port mapper as a daemon that outlives everybody: it runs as this process's child instead.
with_parent=
if command -v setpriv >/dev/null; then with_parent="setpriv --pdeathsig KILL"; fi
$with_parent epmd -address 127.0.0.1 -port "$ERL_EPMD_PORT" &
until epmd -port "$ERL_EPMD_PORT" -names >/dev/null 2>&1; do sleep 0.02; done

# Debian's command on PATH changes user and folder; the script behind it does not.
for server in /usr/lib/rabbitmq/bin/rabbitmq-server /usr/local/sbin/rabbitmq-server /opt/homebrew/sbin/rabbitmq-server rabbitmq-server; do
    if command -v "$server" >/dev/null; then
        # The script then becomes the server instead of waiting for it, and SIGTERM reaches the server itself.
        export RUNNING_UNDER_SYSTEMD=1
        exec "$server"
    fi
done
echo "rabbitmq-server was not found: install the package rabbitmq-server" >&2
exit 127
