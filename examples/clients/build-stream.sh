#!/bin/sh
# Builds a repository, or an archive, and shows the build as it happens.
#
#   ASSAY_URL=http://127.0.0.1:8080 ASSAY_TOKEN=… build-stream.sh https://github.com/owner/name [ref]
#   build-stream.sh project.zip
#
# Needs curl and jq. Ends with status 0 when the build succeeded, 1 when it failed, 2 when the stream broke off.
set -eu

url=${ASSAY_URL:-http://127.0.0.1:8080}
source=${1:?usage: build-stream.sh REPOSITORY-URL [REF] | ARCHIVE.zip}
set -- --form-string "repo_url=$source" ${2:+--form-string "ref=$2"}
[ -f "$source" ] && set -- --form "source=@$source;type=application/zip"

# The token goes through standard input, so that it appears in no list of processes.
header() { [ -z "${ASSAY_TOKEN:-}" ] || printf 'header = "Authorization: Bearer %s"\n' "$ASSAY_TOKEN"; }

# A nonce of one's own shows that the evidence was made for this request.
nonce=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "nonce $nonce" >&2

header | curl --config - --fail-with-body --silent --show-error --no-buffer \
    --form-string "nonce=$nonce" "$@" "$url/build/stream" | {
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        'data: '*) event=${line#data: } ;;
        '{'*) printf '%s\n' "$line" | jq -r '"error: " + .detail' >&2; exit 2 ;; # not a stream
        *) continue ;; # event numbers, keep-alives and the empty lines between events
        esac
        case $(printf '%s' "$event" | jq -r .type) in
        info) printf '%s' "$event" | jq -r '"== " + .message' ;;
        log) printf '%s' "$event" | jq -r .message ;;
        complete)
            printf '%s' "$event" | jq --arg url "$url" -r \
                '.result | "status \(.status)", (.error // empty), (.artifacts[]? | "\(.sha256)  \(.name)  \($url)\(.download_url)")'
            [ "$(printf '%s' "$event" | jq -r .result.status)" = failed ] && exit 1
            exit 0
            ;;
        esac
    done
    echo "the stream ended before the build did" >&2
    exit 2
}
