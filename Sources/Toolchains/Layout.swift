/// Where things are inside the sandbox: the same paths in every build on every machine.
package enum Layout {
    /// The directory that holds everything that a build may write.
    package static let root = "/build"
    /// The project.
    package static let source = root + "/source"
    /// The home directory, and beneath it what tools keep for themselves.
    package static let home = root + "/home"
    /// Where `make install` and its like put files (`DESTDIR`).
    package static let stage = root + "/stage"
    /// The Swift toolchain.
    package static let swift = "/opt/swift"
    /// The toolchains of rustup.
    package static let rustup = "/opt/rustup"
    /// The directory of rustup's proxies.
    package static let cargoBin = "/opt/cargo/bin"

    /// The search path.
    package static let searchPath = [
        "/usr/local/bin", "/usr/bin", "/bin", swift + "/usr/bin", cargoBin,
    ]

    /// The variables of every build.
    package static let environment = [
        "PATH": searchPath.joined(separator: ":"),
        "HOME": home,
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "TMPDIR": "/tmp",
        "SOURCE_DATE_EPOCH": "0",
        "CARGO_HOME": home + "/cargo",
        "RUSTUP_HOME": rustup,
        "CARGO_TERM_COLOR": "never",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_NOSYSTEM": "1",
    ]
}
