#!/bin/bash
set -euo pipefail
# KINORA_API (such as http://127.0.0.1:8787/api/v1), KINORA_API_KEY and the file's path
FILE=$1
auth="authorization: Bearer $KINORA_API_KEY"
json='content-type: application/json'
work=$(mktemp -d)

# 1. Begin. The key makes a repeated request answer like the first.
upload=$(jq -n --arg name "$(basename "$FILE")" --argjson size "$(wc -c < "$FILE")" \
  '{filename: $name, size_bytes: $size, mime: "video/mp4", title: $name, visibility: "unlisted"}' |
  curl -fsS "$KINORA_API/uploads" -H "$auth" -H "$json" -H "idempotency-key: $RANDOM-$$" -d @-)

# 2. Send each part to its URL, in any order, and keep the ETags.
split -b "$(jq .part_size <<< "$upload")" -a 5 --numeric-suffixes=1 "$FILE" "$work/"
jq -r '.parts[] | "\(.part_number) \(.url)"' <<< "$upload" | while read -r number url; do
  etag=$(curl -fsS -T "$work/$(printf %05d "$number")" "$url" -o /dev/null -D - | tr -d '\r' | sed -n 's/^etag: //Ip')
  jq -n --argjson number "$number" --arg etag "$etag" '{part_number: $number, etag: $etag}'
done | jq -s '{parts: .}' > "$work/complete.json"

# 3. Complete. Safe to repeat: one video, one job.
curl -fsS "$KINORA_API/uploads/$(jq -r .upload_id <<< "$upload")/complete" -H "$auth" -H "$json" -d "@$work/complete.json"
rm -r "$work"
