#!/bin/bash
# Starts, stops or describes the built distribution for measurements, in a scratch folder. Usage: stagepost.sh start|stop|env
# PEERS        where the scratch folder lies (default /tmp/peers); BENCH_NAME its name (default stagepost)
# BENCH_EXTRA  a file of more settings lines (whole tables; they come last)
# PORT_BASE    the ports: +25 smtp, +87 submission, +65 submissions, +24 lmtp, +43 imap, +93 imaps, +10 pop3, +95 pop3s
# SINK_PORT    where mail for relay.test goes (default 2526); NUSERS accounts u1..uN@bench.test with password "pass"
# STAGEPOST    the launcher (default: that of the built distribution); STAGEPOST_JAVA_OPTS as there
# It runs as whoever calls it. Sources of all this: the folder's stagepost.toml, log and env.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
STAGEPOST=${STAGEPOST:-$here/../../target/stagepost/bin/stagepost}
D=${PEERS:-/tmp/peers}/${BENCH_NAME:-stagepost}
BASE=${PORT_BASE:-4000}
SINK_PORT=${SINK_PORT:-2526}
NUSERS=${NUSERS:-50}

write_settings() {
    mkdir -p "$D"
    cat >"$D/stagepost.toml" <<C
hostname = "mx.bench.test"
domains = ["bench.test"]
data = "$D/data"
as-root = true
log.level = "warn"
login.in-clear-on-loopback = true
login.delay = "0s"
login.failures-per-day = 0

msa.listen = "127.0.0.1:$((BASE + 87))"
msa.listen-tls = "127.0.0.1:$((BASE + 65))"
msa.connections-per-address = 10000
msa.messages-per-hour = 100000000
msa.recipients-per-hour = 100000000
msa.new-correspondents-per-day = 1000000000
mta.listen = "127.0.0.1:$((BASE + 25))"
mta.connections = 10000
mta.connections-per-address = 10000
mta.networks = ["127.0.0.0/8"]
mta.routes = { "relay.test" = "smtp:127.0.0.1:$SINK_PORT" }
mta.dns-server = "127.0.0.1:$((BASE + 53))"
mda.listen = "127.0.0.1:$((BASE + 24))"
mta.delivery = "127.0.0.1:$((BASE + 24))"
pop3.listen = "127.0.0.1:$((BASE + 10))"
pop3.listen-tls = "127.0.0.1:$((BASE + 95))"
pop3.connections = 20000
pop3.connections-per-address = 20000
imap.listen = "127.0.0.1:$((BASE + 43))"
imap.listen-tls = "127.0.0.1:$((BASE + 93))"
imap.connections = 20000
imap.connections-per-address = 20000
C
    [ -z "${BENCH_EXTRA:-}" ] || cat "$BENCH_EXTRA" >>"$D/stagepost.toml"
}

# Accounts are made once, before the first start.
write_accounts() {
    [ ! -e "$D/accounts" ] || return 0
    # shellcheck disable=SC2046 # one word an account
    echo pass | "$STAGEPOST" account add $(seq -f 'u%g@bench.test' "$NUSERS") --password-file - --config "$D/stagepost.toml"
    touch "$D/accounts"
}

write_env() {
    cat >"$D/env" <<C
PEER=${PEER_LABEL:-stagepost}
HOST=127.0.0.1
SMTP_PORT=$((BASE + 25))
SUBMISSION_PORT=$((BASE + 87))
SUBMISSIONS_PORT=$((BASE + 65))
LMTP_PORT=$((BASE + 24))
IMAP_PORT=$((BASE + 43))
IMAPS_PORT=$((BASE + 93))
POP3_PORT=$((BASE + 10))
POP3S_PORT=$((BASE + 95))
SINK_PORT=$SINK_PORT
RELAY_PATTERN=r%d@relay.test
USER_PATTERN=u%d@bench.test
RCPT_PATTERN=u%d@bench.test
PASS=pass
NUSERS=$NUSERS
MAIL_ROOT=$D/data/mail
MAILDIR_PATTERN=$D/data/mail/bench.test/u%d/Maildir
MAIL_UID=$(id -u)
PIDFILES=$D/pid
COLD_CMD='$STAGEPOST cold u\$USER_NO@bench.test --config $D/stagepost.toml'
GC_CMD='$(jdk)/bin/jcmd \$(cat $D/pid) GC.run'
START_CMD="env PEERS=${PEERS:-/tmp/peers} BENCH_NAME=${BENCH_NAME:-stagepost} PORT_BASE=$BASE SINK_PORT=$SINK_PORT NUSERS=$NUSERS BENCH_EXTRA=${BENCH_EXTRA:-} STAGEPOST=$STAGEPOST $here/stagepost.sh start"
STOP_CMD="env PEERS=${PEERS:-/tmp/peers} BENCH_NAME=${BENCH_NAME:-stagepost} $here/stagepost.sh stop"
C
    cat "$D/env"
}

# The JDK that the server runs on, for jcmd.
jdk() {
    if [ -s "$D/pid" ] && [ -e "/proc/$(cat "$D/pid")/exe" ]; then
        dirname "$(dirname "$(readlink "/proc/$(cat "$D/pid")/exe")")"
    else
        echo "${JAVA_HOME:-/usr}"
    fi
}

listening() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

start() {
    write_settings
    write_accounts
    nohup "$STAGEPOST" serve --config "$D/stagepost.toml" >"$D/log" 2>&1 &
    echo $! >"$D/pid"
    for _ in $(seq 1 600); do
        # Listeners open in the order of the mail path: IMAP is the last.
        if listening $((BASE + 43)); then
            write_env
            return
        fi
        kill -0 "$(cat "$D/pid")" 2>/dev/null || break
        sleep 0.05
    done
    tail -20 "$D/log" >&2
    exit 1
}

stop() {
    [ -s "$D/pid" ] || return 0
    kill "$(cat "$D/pid")" 2>/dev/null || true
    for _ in $(seq 1 200); do
        kill -0 "$(cat "$D/pid")" 2>/dev/null || break
        sleep 0.05
    done
    rm -f "$D/pid"
}

case ${1:-} in
    start) start ;;
    stop) stop ;;
    env) write_env ;;
    *)
        sed -n 2,9p "$0"
        exit 2
        ;;
esac
