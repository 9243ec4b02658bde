# To be sourced: install PACKAGE... gets those of Debian's packages that are missing.
install() {
    local package missing=()
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    echo "installing: ${missing[*]}"
    as_root apt-get update -qq
    # Nothing of it starts at boot, or now.
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
as_root() { if ((EUID == 0)); then "$@"; else sudo "$@"; fi; }
