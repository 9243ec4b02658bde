#!/usr/bin/env bash
# Makes the base images from this machine's own Debian packages and its .NET, where no registry of base images is in
# reach: without a shell, a package tool or anything else that no service needs. Needs buildah.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
    cat <<'TEXT'
Usage: base.sh [--registry R] [--tag T] [--arch A] [NAME...]

Pushes R/kws-base/NAME:T. Names (default: the first three):
  service  .NET and what it needs
  speech   the same, and espeak-ng
  vision   the same as service, and libjpeg-turbo
  pytorch  PyTorch for Python, espeak-ng, flac
  trainer  the same as pytorch, and .NET

  --arch A  amd64, arm64, or both with a comma between: one index for both (this machine's). For another than this
            machine's Debian's packages and .NET's runtime packs are fetched.
TEXT
}

registry=localhost:5000 tag=latest arch= names=()
while (($#)); do
    case $1 in
        --registry) registry=$2; shift 2 ;;
        --tag) tag=$2; shift 2 ;;
        --arch) arch=$2; shift 2 ;;
        --help | -h) usage; exit 0 ;;
        -*) echo "base.sh: unknown option '$1'" >&2; usage >&2; exit 2 ;;
        *) names+=("$1"); shift ;;
    esac
done
((${#names[@]})) || names=(service speech vision)

fail() { echo "base.sh: $*" >&2; exit 1; }
command -v buildah >/dev/null || fail "buildah is missing: apt-get install buildah"
command -v dpkg-deb >/dev/null || fail "the base is made of Debian's packages; elsewhere name one with build.sh --base"

work=$(mktemp -d)
kept=()
trap '((${#kept[@]} == 0)) || buildah rmi -f "${kept[@]}" >/dev/null 2>&1; rm -rf "$work"' EXIT
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot

here=$(dpkg --print-architecture)
read -ra archs <<<"${arch//,/ }"
((${#archs[@]})) || archs=("$here")
for each in "${archs[@]}"; do
    [[ $each == amd64 || $each == arm64 ]] || { echo "base.sh: --arch '$each' is not allowed; allowed: amd64, arm64" >&2; exit 2; }
done
# The one is made from the other.
[[ " ${names[*]} " != *" trainer "* || " ${names[*]} " == *" pytorch "* ]] || names=("${names[@]/#trainer/pytorch}" trainer)

# As onto a machine that has nothing.
apt() {
    local arch=$1
    shift
    local options=(-o Dir::State::status=/dev/null -o Dir::Cache::archives="$work/archives-$arch" -o Debug::NoLocking=1
        -o APT::Architecture="$arch" -o APT::Architectures="$arch" -o APT::Install-Recommends=false
        -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none)
    mkdir -p "$work/archives-$arch/partial"
    if [ "$arch" != "$here" ]; then
        # This machine's lists are of its own packages.
        options+=(-o Dir::State="$work/apt-$arch")
        if [ ! -d "$work/apt-$arch" ]; then
            mkdir -p "$work/apt-$arch/lists/partial"
            apt-get update -qq "${options[@]}"
        fi
    fi
    apt-get install -y -qq "${options[@]}" "$@"
}

# With what they depend on; their scripts are not run. Each is noted where scanners of images look, and in a list.
unpack() {
    local root=$1 arch=$2 list=$3 archive name version of
    shift 3
    apt "$arch" --download-only "$@" >/dev/null
    mkdir -p "$root/var/lib/dpkg/status.d"
    while read -r archive; do
        archive=$work/archives-$arch/$archive
        dpkg-deb -x "$archive" "$root"
        read -r name version of < <(dpkg-deb --show --showformat='${Package} ${Version} ${Architecture}\n' "$archive")
        dpkg-deb -f "$archive" >"$root/var/lib/dpkg/status.d/$name"
        echo "$name $version $of" >>"$list"
    done < <(apt "$arch" -o Dir::Cache::archives="$work/none" --print-uris "$@" |
        awk -F"'" '/^.http|^.file|^.copy/ { split($3, f, " "); print f[1] }')
    # Of the documentation the licences stay.
    find "$root/usr/share/doc" -type f ! -name copyright -delete
    rm -rf "$root"/usr/share/{man,info,lintian,locale,bug} "$root"/var/{cache,lib/apt,log}/*
}

# Root's files, nobody's shell, and the user that .NET's own images use.
skeleton() {
    local root=$1
    mkdir -p "$root"/{etc/ssl/certs,tmp,app,proc,sys,dev,run,var/lib/kws,usr/lib,usr/bin,usr/sbin,usr/lib64}
    local folder
    for folder in bin sbin lib lib64; do ln -sfn "usr/$folder" "$root/$folder"; done
    chmod 1777 "$root/tmp"
    chown 1654:1654 "$root/var/lib/kws"
    printf 'root:x:0:0:root:/root:/usr/sbin/nologin\napp:x:1654:1654::/home/app:/usr/sbin/nologin\n' >"$root/etc/passwd"
    printf 'root:x:0:\napp:x:1654:\n' >"$root/etc/group"
    printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
    cp -L /etc/os-release "$root/etc/os-release"
    cp "$(readlink -f /etc/ssl/certs/ca-certificates.crt)" "$root/etc/ssl/certs/ca-certificates.crt"
}

runtime_version() {
    dotnet --list-runtimes | awk '$1 == "Microsoft.AspNetCore.App" && $2 ~ /^10\./ { print $2 }' | sort -V | tail -n 1
}

dotnet_into() {
    local home target=$1/usr/share/dotnet arch=$2 version
    version=$(runtime_version)
    [ -n "$version" ] || fail "the ASP.NET Core runtime 10 is missing"
    mkdir -p "$target/host/fxr/$version" "$target"/shared/{Microsoft.NETCore.App,Microsoft.AspNetCore.App}/"$version"
    if [ "$arch" = "$here" ]; then
        home=$(dirname "$(readlink -f "$(command -v dotnet)")")
        cp "$home/dotnet" "$home"/LICENSE.txt "$home"/ThirdPartyNotices.txt "$target/"
        cp -r "$home/host/fxr/$version" "$target/host/fxr/"
        cp -r "$home/shared/Microsoft.NETCore.App/$version" "$target/shared/Microsoft.NETCore.App/"
        cp -r "$home/shared/Microsoft.AspNetCore.App/$version" "$target/shared/Microsoft.AspNetCore.App/"
        ln -sfn ../share/dotnet/dotnet "$1/usr/bin/dotnet"
    else
        runtime_packs_into "$target" "$arch" "$version"
    fi
}

# The runtime as self-contained programs ship it, laid out as an installed one. The program `dotnet` is in no package:
# services are started by programs of their own.
runtime_packs_into() {
    local target=$1 rid=linux-${2/amd64/x64} version=$3 packages pack framework
    mkdir -p "$work/packs"
    cat >"$work/packs/packs.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="Microsoft.NETCore.App.Runtime.$rid" Version="[$version]" />
    <PackageDownload Include="Microsoft.AspNetCore.App.Runtime.$rid" Version="[$version]" />
  </ItemGroup>
</Project>
XML
    dotnet restore "$work/packs/packs.csproj" -v quiet
    packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: //')
    for framework in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
        pack=${packages%/}/${framework,,}.runtime.$rid/$version
        cp -r "$pack/runtimes/$rid"/lib/net10.0/. "$target/shared/$framework/$version/"
        [ ! -d "$pack/runtimes/$rid/native" ] || cp -r "$pack/runtimes/$rid"/native/. "$target/shared/$framework/$version/"
        cp "$pack"/LICENSE.[Tt][Xx][Tt] "$target/LICENSE.txt"
        cp "$pack"/[Tt][Hh][Ii][Rr][Dd]*[Nn][Oo][Tt][Ii][Cc][Ee][Ss].[Tt][Xx][Tt] "$target/ThirdPartyNotices.txt"
    done
    mv "$target/shared/Microsoft.NETCore.App/$version/libhostfxr.so" "$target/host/fxr/$version/"
}

# CycloneDX: what the base holds, from the list of its packages.
bill_of() {
    local root=$1 name=$2 list=$3 package version of
    # shellcheck source=/dev/null
    . /etc/os-release
    mkdir -p "$root/usr/share/sbom"
    {
        printf '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"component":{"type":"container","name":"kws-base/%s"}},' "$name"
        printf '"components":[\n{"type":"operating-system","name":"%s","version":"%s"}' "$ID" "$VERSION_ID"
        sort "$list" | while read -r package version of; do
            if [ "$of" = dotnet ]; then
                printf ',\n{"type":"framework","name":"%s","version":"%s","licenses":[{"license":{"id":"MIT"}}]}' "$package" "$version"
                continue
            fi
            of="pkg:deb/$ID/$package@$(sed 's/+/%2B/g; s/:/%3A/g' <<<"$version")?arch=$of&distro=$ID-$VERSION_ID"
            printf ',\n{"type":"library","bom-ref":"%s","name":"%s","version":"%s","purl":"%s"}' "$of" "$package" "$version" "$of"
        done
        printf '\n]}\n'
    } >"$root/usr/share/sbom/base.cdx.json"
}

packages_of() {
    local common="libc6 libstdc++6 libgcc-s1 zlib1g libssl3"
    case $1 in
        service) echo "$common" ;;
        speech) echo "$common libespeak-ng1 espeak-ng-data" ;;
        vision) echo "$common libturbojpeg0" ;;
        pytorch) echo "$common python3 python3-torch python3-numpy python3-onnx python3-soundfile python3-pil" \
            "libopenblas0-pthread espeak-ng libespeak-ng1 espeak-ng-data flac fonts-dejavu-core" ;;
        *) fail "no base is called '$1'" ;;
    esac
}

# What Debian's maintainer scripts would have linked, and what soundfile asks for where no ldconfig tells it.
alternatives() {
    local folder name
    folder=$(find "$1/usr/lib" -type d -name openblas-pthread -path '*-linux-gnu/*')
    for name in libopenblas.so.0 libblas.so.3 liblapack.so.3; do
        [ -e "$folder/$name" ] || fail "libopenblas0-pthread holds no $name"
        ln -sfn "openblas-pthread/$name" "$(dirname "$folder")/$name"
    done
    ln -sfn libsndfile.so.1 "$(dirname "$folder")/libsndfile.so"
}

# One image of a base for one architecture, by the name given.
make() {
    local name=$1 arch=$2 image=$3 root=$work/root-$1-$2 list=$work/list-$1-$2 from=scratch user=1654:1654 container
    mkdir -p "$root"
    : >"$list"
    if [ "$name" = trainer ]; then
        from=$registry/kws-base/pytorch:$tag-$arch
        cp "$work/list-pytorch-$arch" "$list"
        mkdir -p "$root/usr/bin"
    else
        skeleton "$root"
        # shellcheck disable=SC2046
        unpack "$root" "$arch" "$list" $(packages_of "$name")
        echo "ca-certificates $(dpkg-query -W -f='${Version}' ca-certificates) all" >>"$list"
    fi
    if [ "$name" = pytorch ]; then
        alternatives "$root"
        # SageMaker mounts folders of root's.
        user=0:0
    else
        dotnet_into "$root" "$arch"
        printf '%s dotnet\n' "Microsoft.NETCore.App $(runtime_version)" "Microsoft.AspNetCore.App $(runtime_version)" >>"$list"
    fi
    bill_of "$root" "$name" "$list"
    container=$(buildah from --arch "$arch" "$from")
    buildah copy -q "$container" "$root" / >/dev/null
    buildah config --arch "$arch" --os linux --user "$user" --workingdir /app \
        --env PATH=/usr/bin --env HOME=/tmp --env SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
        --label kws.base.sbom.path=/usr/share/sbom/base.cdx.json \
        --label kws.base.sbom.sha256="$(sha256sum <"$root/usr/share/sbom/base.cdx.json" | cut -d' ' -f1)" "$container"
    [ "$name" = pytorch ] || buildah config --env DOTNET_ROOT=/usr/share/dotnet --env DOTNET_RUNNING_IN_CONTAINER=true \
        --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true "$container"
    buildah commit -q --rm "$container" "$image" >/dev/null
    kept+=("$image")
    printf '%-46s %-6s %4d MB' "${image%-"$arch"}" "$arch" "$(du -sm "$root" | cut -f1)"
    rm -rf "$root"
}

for name in "${names[@]}"; do
    image=$registry/kws-base/$name:$tag
    for each in "${archs[@]}"; do
        began=$SECONDS
        make "$name" "$each" "$image-$each"
        ((${#archs[@]} > 1)) || buildah push -q --tls-verify=false "$image-$each" "docker://$image"
        printf ', %d s\n' $((SECONDS - began))
    done
    ((${#archs[@]} > 1)) || continue
    buildah manifest create "$image" "${archs[@]/#/$image-}" >/dev/null
    buildah manifest push -q --all --tls-verify=false "$image" "docker://$image" >/dev/null
    kept+=("$image")
done
