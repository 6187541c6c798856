#!/bin/sh
# Runs a one-node OpenStack Swift with its S3 interface until it is told to end (TERM) or whoever started it dies.
# Prints "ready" once all servers run; the port may open a moment later. Debian: swift-proxy swift-account
# swift-container swift-object python3-keystonemiddleware.
set -eu
: "${SWIFT_DIR:?an empty directory on a file system with extended attributes, removed at the end}" "${SWIFT_PORT:?}"
: "${SWIFT_ACCOUNT_PORT:?}" "${SWIFT_CONTAINER_PORT:?}" "${SWIFT_OBJECT_PORT:?}" "${SWIFT_SECRET_ACCESS_KEY:?}"
cd "$SWIFT_DIR"
daemons=
clean_up() {
  trap - EXIT
  [ -z "$daemons" ] || kill -KILL $daemons 2> /dev/null || :
  wait
  cd /
  rm -rf "$SWIFT_DIR"
}
trap clean_up EXIT
# The death of a parent with several threads may signal more than once; once is enough.
trap 'trap "" TERM INT HUP; exit 143' TERM INT HUP

mkdir -p node/sda etc
printf '[swift-hash]\nswift_hash_path_prefix = kinora\nswift_hash_path_suffix = kinora\n' > etc/swift.conf
ring() {
  swift-ring-builder "etc/$1.builder" create 1 1 1 > ring.out
  swift-ring-builder "etc/$1.builder" add "r1z1-127.0.0.1:$2/sda" 1 > ring.out
  swift-ring-builder "etc/$1.builder" rebalance > ring.out
}
ring account "$SWIFT_ACCOUNT_PORT"
ring container "$SWIFT_CONTAINER_PORT"
ring object "$SWIFT_OBJECT_PORT"

# A server with one worker runs in the process itself: nothing is left when that one dies.
settings() {
  cat <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $1
workers = 0
swift_dir = $PWD/etc
devices = $PWD/node
mount_check = false
fallocate_reserve = 0
user = $(id -un)
log_address = $PWD/nowhere
log_level = ERROR
CONF
}
for kind in account:$SWIFT_ACCOUNT_PORT container:$SWIFT_CONTAINER_PORT object:$SWIFT_OBJECT_PORT; do
  name=${kind%%:*}
  { settings "${kind#*:}"; printf '[pipeline:main]\npipeline = %s-server\n[app:%s-server]\nuse = egg:swift#%s\n' "$name" "$name" "$name"; } > "etc/$name.conf"
done
{
  settings "$SWIFT_PORT"
  cat <<CONF
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth bulk copy slo dlo versioned_writes proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
# The others insist on a cache; nobody listens there, and they do without.
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = default
[filter:tempauth]
use = egg:swift#tempauth
user_kinora_test = $SWIFT_SECRET_ACCESS_KEY .admin
[filter:bulk]
use = egg:swift#bulk
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:versioned_writes]
use = egg:swift#versioned_writes
CONF
} > etc/proxy.conf

export SWIFT_CONF="$PWD/etc/swift.conf"
for name in account container object proxy; do
  setpriv --pdeathsig KILL -- "swift-$name-server" "etc/$name.conf" > "$name.out" 2>&1 < /dev/null &
  daemons="$daemons $!"
done
echo ready
wait
