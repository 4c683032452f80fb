#!/bin/bash
# Installs the Debian packages that building, testing and running Assay need; does nothing where all are there.
set -euo pipefail

packages=(
    bubblewrap ca-certificates curl gcc git libarchive-dev libc6-dev libcurl4-openssl-dev libgit2-dev libseccomp-dev
    libsqlite3-dev libssl-dev make openssl pkg-config swtpm util-linux
)

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
((${#missing[@]})) || exit 0

echo "installing: ${missing[*]}"
as_root=()
if ((EUID != 0)); then
    command -v sudo >/dev/null || {
        echo "assay: error: cannot install packages without root or sudo" >&2
        echo "assay: hint: as root, run: apt-get install ${missing[*]}" >&2
        exit 1
    }
    as_root=(sudo)
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
