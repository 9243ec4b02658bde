#!/usr/bin/env bash
# Serves the mesh's model as the classic recipe does: Flask + uWSGI + nginx, all from Debian. Ctrl+C ends it.
#
#   benchmarks/peers/flask/run.sh [PORT]     (5390)
#
# KWS_MODEL=NAME/VERSION serves another package than the mesh does by default.
# Then, beside a running mesh: kws bench http --peer http://localhost:5390
set -euo pipefail
cd "$(dirname "$0")"
port=${1:-5390}
source ../install.sh
install nginx-light uwsgi-core uwsgi-plugin-python3 python3-flask python3-soundfile python3-torch python3-onnx

KWS_MODEL=$(python3 model.py)
export KWS_MODEL

state=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$state"' EXIT
trap 'exit 0' INT TERM
chmod 755 "$state"

cat >"$state/nginx.conf" <<CONF
daemon off;
pid $state/nginx.pid;
error_log stderr warn;
worker_processes auto;
events { worker_connections 1024; }
http {
    access_log off;
    client_max_body_size 16m;
    client_body_temp_path $state/body;
    proxy_temp_path $state/proxy;
    fastcgi_temp_path $state/fastcgi;
    uwsgi_temp_path $state/uwsgi;
    scgi_temp_path $state/scgi;
    server {
        listen 127.0.0.1:$port backlog=1024;
        location / {
            include /etc/nginx/uwsgi_params;
            uwsgi_pass unix:$state/app.sock;
        }
    }
}
CONF

# A process a processor: the network runs on one thread. Each process loads PyTorch for itself, which does not bear forks.
uwsgi_python3() {
    uwsgi --plugin python3 --socket "$state/app.sock" --chmod-socket=666 --listen 100 --master --lazy-apps \
        --processes "$(nproc)" --wsgi-file server.py --callable app --disable-logging --die-on-term --need-app
}
uwsgi_python3 >"$state/uwsgi.log" 2>&1 &
/usr/sbin/nginx -c "$state/nginx.conf" -p "$state" &

for ((i = 0; i < 600; i++)); do
    [ "$(curl --silent --output /dev/null -w '%{http_code}' -X POST "http://127.0.0.1:$port/predict" -F x=y)" = 400 ] && break
    kill -0 %1 2>/dev/null || { cat "$state/uwsgi.log" >&2; exit 1; }
    sleep 0.1
done
echo "Flask + uWSGI + nginx serve $KWS_MODEL at http://localhost:$port/predict"
wait
