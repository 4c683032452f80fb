// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "assay",
    products: [
        .executable(name: "assay", targets: ["assay"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibarchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CLibseccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .target(name: "Bytes"),
        .target(name: "StrictJSON", dependencies: ["Bytes"]),
        .target(name: "Builds", dependencies: ["Bytes"]),
        .systemLibrary(name: "CFiles"),
        .systemLibrary(name: "CLinux"),
        .target(name: "OpenSSLKit", dependencies: ["COpenSSL"]),
        .target(name: "Files", dependencies: ["Bytes", "CFiles", "OpenSSLKit"]),
        .target(name: "Processes", dependencies: ["CLinux"]),
        .target(name: "Evidence", dependencies: ["Builds", "Bytes", "OpenSSLKit", "StrictJSON"]),
        .target(name: "Enclave", dependencies: ["Builds", "Bytes", "Evidence", "OpenSSLKit", "StrictJSON"]),
        .target(name: "Provenance", dependencies: ["Builds", "Bytes", "Evidence", "OpenSSLKit", "StrictJSON"]),
        .target(
            name: "Verification",
            dependencies: ["Builds", "Bytes", "Evidence", "OpenSSLKit", "Provenance", "StrictJSON"]
        ),
        .target(name: "CurlKit", dependencies: ["Bytes", "CLibcurl"]),
        .target(name: "Toolchains", dependencies: ["Builds", "Bytes", "Settings", "StrictJSON"]),
        .testTarget(name: "ToolchainsTests", dependencies: ["Processes", "Toolchains"]),
        .target(name: "ArchiveKit", dependencies: ["Bytes", "CLibarchive", "Files"]),
        .target(
            name: "GitKit",
            dependencies: ["Builds", "Bytes", "CLibgit2", "CurlKit", "Files", "OpenSSLKit"]
        ),
        .target(name: "Sandbox", dependencies: ["CLibseccomp", "Processes"]),
        .target(
            name: "Settings",
            dependencies: ["Builds", "Bytes", "Files", .product(name: "Yams", package: "Yams")]
        ),
        .target(
            name: "Forges",
            dependencies: ["Builds", "Bytes", "CurlKit", "Files", "OpenSSLKit", "StrictJSON"]
        ),
        .target(
            name: "Publishing",
            dependencies: [
                "Builds", "Bytes", "Evidence", "Files", "Forges", "OpenSSLKit", "Provenance", "Verification",
            ]
        ),
        .target(
            name: "Store",
            dependencies: ["Builds", "Bytes", "OpenSSLKit", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        .target(
            name: "Service",
            dependencies: [
                "Builds", "Store",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "Server",
            dependencies: [
                "Builds", "Bytes", "Forges", "OpenSSLKit", "Store", "StrictJSON",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "Pipeline",
            dependencies: [
                "ArchiveKit", "Builds", "Bytes", "CurlKit", "Enclave", "Evidence", "Files", "GitKit", "OpenSSLKit",
                "Processes", "Provenance", "Sandbox", "Settings", "Toolchains",
            ]
        ),
        .executableTarget(
            name: "assay",
            dependencies: [
                "ArchiveKit", "Builds", "Bytes", "CurlKit", "Enclave", "Files", "Forges", "GitKit", "Pipeline",
                "Processes",
                "Provenance", "Publishing", "Sandbox", "Server", "Service", "Settings", "Store", "StrictJSON",
                "Toolchains", "Verification",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "BuildsTests", dependencies: ["Builds"]),
        .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
        .testTarget(
            name: "PipelineTests",
            dependencies: ["Builds", "Bytes", "Files", "OpenSSLKit", "Pipeline", "TestSupport"]
        ),
        .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"]),
    ],
    swiftLanguageModes: [.v6]
)

// Every Swift target of this package is compiled alike.
for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
