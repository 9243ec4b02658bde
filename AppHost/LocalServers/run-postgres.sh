#!/bin/sh
# Runs the installed PostgreSQL as a private server on loopback. Its data folder is made on the first start.
# PGDATA: the data folder; PGPORT: the port; POSTGRES_USER, POSTGRES_PASSWORD: whom it lets in.
set -eu

binaries=
for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -rn) /usr/local/bin /opt/homebrew/bin; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then binaries=$folder; break; fi
done
if [ -z "$binaries" ]; then
    echo "PostgreSQL was not found: install the package postgresql" >&2
    exit 127
fi

# PostgreSQL refuses to run as root.
as_user=
if [ "$(id -u)" = 0 ]; then
    for user in postgres nobody; do
        if id "$user" >/dev/null 2>&1; then break; fi
    done
    as_user="setpriv --reuid $(id -u "$user") --regid $(id -g "$user") --clear-groups"
fi

if [ -f "$PGDATA/PG_VERSION" ]; then
    made=$(cat "$PGDATA/PG_VERSION")
    installed=$("$binaries/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    if [ "$made" != "$installed" ]; then
        echo "the data in $PGDATA is of PostgreSQL $made, but $installed is installed: delete the folder to start anew" >&2
        exit 1
    fi
else
    rm -rf "$PGDATA"
    mkdir -p "$PGDATA"
    chmod 700 "$PGDATA"
    password_file=$(mktemp)
    printf '%s\n' "$POSTGRES_PASSWORD" >"$password_file"
    if [ -n "$as_user" ]; then chown "$user" "$PGDATA" "$password_file"; fi
    status=0
    $as_user "$binaries/initdb" -D "$PGDATA" -U "$POSTGRES_USER" --pwfile="$password_file" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync || status=$?
    rm -f "$password_file"
    if [ "$status" != 0 ]; then
        rm -rf "$PGDATA"
        exit "$status"
    fi
fi

# A server left behind by a power cut or kill -9 still holds its data: it ends before a new one begins.
if [ -f "$PGDATA/postmaster.pid" ]; then
    left=$(head -n 1 "$PGDATA/postmaster.pid")
    if [ "$(cat "/proc/$left/comm" 2>/dev/null)" = postgres ]; then
        kill -INT "$left" 2>/dev/null || true
        while kill -0 "$left" 2>/dev/null; do sleep 0.1; done
    fi
fi

with_parent=
if [ -z "$as_user" ] && command -v setpriv >/dev/null; then as_user=setpriv; fi
if [ -n "$as_user" ]; then with_parent="--pdeathsig INT"; fi
$as_user $with_parent "$binaries/postgres" -D "$PGDATA" -p "$PGPORT" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= &
server=$!

# SIGINT ends open connections and then the server; SIGTERM would wait until the last client has gone.
trap 'kill -INT $server 2>/dev/null || true' TERM INT
status=0
wait "$server" || status=$?
while kill -0 "$server" 2>/dev/null; do
    status=0
    wait "$server" || status=$?
done
exit "$status"
