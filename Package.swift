// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "assay",
    products: [
        .executable(name: "assay", targets: ["assay"]),
        // The verifier without the server, for other packages.
        .library(name: "AttestationEvidence", targets: ["AttestationEvidence"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // C libraries; each has exactly one Swift importer.
        .systemLibrary(name: "CEnclave"),
        .systemLibrary(name: "CFiles"),
        .systemLibrary(name: "CLibarchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CLibseccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),

        // Each target depends on targets above it only.
        .target(name: "Addresses"),
        .target(name: "Bytes"),
        .target(name: "StrictJSON", dependencies: ["Bytes"]),
        .target(name: "Builds", dependencies: ["Addresses", "Bytes"]),
        .target(name: "OpenSSLKit", dependencies: ["COpenSSL"]),
        .target(name: "Files", dependencies: ["Bytes", "CFiles", "OpenSSLKit"]),
        .target(name: "Processes", dependencies: ["CLinux"]),
        .target(name: "CurlKit", dependencies: ["Addresses", "CLibcurl"]),
        .target(name: "ArchiveKit", dependencies: ["Bytes", "CLibarchive", "Files"]),
        .target(name: "GitKit", dependencies: ["Builds", "Bytes", "CLibgit2", "CurlKit", "Files", "OpenSSLKit"]),
        .target(name: "Evidence", dependencies: ["Builds", "Bytes", "OpenSSLKit", "StrictJSON"]),
        .target(
            name: "Enclave",
            dependencies: ["Builds", "Bytes", "CEnclave", "Evidence", "OpenSSLKit", "StrictJSON"]
        ),
        .target(
            name: "Collateral",
            dependencies: [
                "Builds", "Bytes", "CurlKit", "Enclave", "Evidence", "Files", "OpenSSLKit", "StrictJSON",
            ]
        ),
        .target(name: "Provenance", dependencies: ["Builds", "Bytes", "Evidence", "OpenSSLKit", "StrictJSON"]),
        .target(
            name: "Verification",
            dependencies: [
                "Builds", "Bytes", "Evidence", "OpenSSLKit", "Provenance", "StrictJSON",
            ]
        ),
        .target(name: "Sandbox", dependencies: ["Addresses", "Bytes", "CLibseccomp", "Processes"]),
        .target(
            name: "Settings",
            dependencies: [
                "Addresses", "Builds", "Bytes", "Evidence", "Files", .product(name: "Yams", package: "Yams"),
            ]
        ),
        .target(
            name: "AttestationEvidence",
            dependencies: [
                "Builds", "Evidence", "OpenSSLKit", "Provenance", "Settings", "StrictJSON", "Verification",
            ]
        ),
        .target(name: "Toolchains", dependencies: ["Builds", "Bytes", "Settings", "StrictJSON"]),
        .target(
            name: "Pipeline",
            dependencies: [
                "ArchiveKit", "Builds", "Bytes", "Collateral", "CurlKit", "Enclave", "Files", "GitKit", "OpenSSLKit",
                "Processes", "Provenance", "Sandbox", "Settings", "Toolchains",
            ]
        ),
        .target(name: "Forges", dependencies: ["Builds", "Bytes", "CurlKit", "Files", "OpenSSLKit", "StrictJSON"]),
        .target(
            name: "Publishing",
            dependencies: [
                "Builds", "Bytes", "Evidence", "Files", "Forges", "OpenSSLKit", "Provenance", "Verification",
            ]
        ),
        .target(
            name: "Store",
            dependencies: [
                "Builds", "Bytes", "Files", "OpenSSLKit",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
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
                "Addresses", "Builds", "Bytes", "Forges", "Store", "StrictJSON",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .executableTarget(
            name: "assay",
            dependencies: [
                "ArchiveKit", "AttestationEvidence", "Builds", "Bytes", "Collateral", "CurlKit", "Enclave", "Evidence",
                "Files", "Forges", "GitKit", "OpenSSLKit", "Pipeline",
                "Processes", "Provenance", "Publishing", "Sandbox", "Server", "Service", "Settings", "Store",
                "StrictJSON", "Toolchains", "Verification",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),

        .target(name: "TestSupport", dependencies: ["Processes", "StrictJSON"], path: "Tests/TestSupport"),
        .testTarget(name: "AddressesTests", dependencies: ["Addresses"]),
        .testTarget(name: "AttestationEvidenceTests", dependencies: ["AttestationEvidence", "TestSupport"]),
        .testTarget(name: "ArchiveKitTests", dependencies: ["ArchiveKit", "Bytes", "Files", "TestSupport"]),
        .testTarget(name: "BuildsTests", dependencies: ["Builds"]),
        .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
        .testTarget(
            name: "CollateralTests",
            dependencies: [
                "Builds", "Bytes", "Collateral", "CurlKit", "Enclave", "Evidence", "OpenSSLKit", "StrictJSON",
                "TestSupport",
            ]
        ),
        .testTarget(name: "CurlKitTests", dependencies: ["CurlKit", "TestSupport"]),
        .testTarget(
            name: "EnclaveTests",
            dependencies: [
                "Builds", "Bytes", "Enclave", "Evidence", "OpenSSLKit", "Processes", "StrictJSON", "TestSupport",
            ]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["Bytes", "OpenSSLKit", "Processes", "StrictJSON", "TestSupport", "assay"]
        ),
        .testTarget(
            name: "EvidenceTests",
            dependencies: [
                "Builds", "Bytes", "Enclave", "Evidence", "OpenSSLKit", "StrictJSON", "TestSupport",
            ]
        ),
        .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"]),
        .testTarget(
            name: "ForgesTests",
            dependencies: [
                "Builds", "Bytes", "CurlKit", "Forges", "OpenSSLKit", "TestSupport",
            ]
        ),
        .testTarget(
            name: "GitKitTests",
            dependencies: [
                "Builds", "Bytes", "CurlKit", "Files", "GitKit", "OpenSSLKit", "TestSupport",
            ]
        ),
        .testTarget(name: "OpenSSLKitTests", dependencies: ["Bytes", "OpenSSLKit"]),
        .testTarget(
            name: "PipelineTests",
            dependencies: [
                "Builds", "Bytes", "Files", "OpenSSLKit", "Pipeline", "TestSupport", "Toolchains",
            ]
        ),
        .testTarget(name: "ProcessesTests", dependencies: ["Processes", "TestSupport"]),
        .testTarget(
            name: "ProvenanceTests",
            dependencies: [
                "Builds", "Evidence", "OpenSSLKit", "Provenance", "StrictJSON", "TestSupport",
            ]
        ),
        .testTarget(
            name: "PublishingTests",
            dependencies: [
                "Builds", "Bytes", "CurlKit", "Enclave", "Evidence", "Forges", "OpenSSLKit", "Provenance",
                "Publishing", "TestSupport", "Verification",
            ]
        ),
        .testTarget(name: "SandboxTests", dependencies: ["Addresses", "Processes", "Sandbox", "TestSupport"]),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Addresses", "Builds", "Bytes", "Forges", "OpenSSLKit", "Server", "Store", "StrictJSON",
                "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "Builds", "Service", "Store", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "SettingsTests",
            dependencies: ["Builds", "Bytes", "Evidence", "Files", "Settings", "TestSupport"]
        ),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Builds", "Files", "Store", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"]),
        .testTarget(name: "ToolchainsTests", dependencies: ["Builds", "Files", "Processes", "Settings", "Toolchains"]),
        .testTarget(
            name: "VerificationTests",
            dependencies: [
                "Builds", "Bytes", "Enclave", "Evidence", "OpenSSLKit", "Provenance", "StrictJSON", "TestSupport",
                "Verification",
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// The fuzzer needs a runtime and counters of its own, so only `make fuzz` sees it.
if Context.environment["ASSAY_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "Fuzzing",
            dependencies: [
                "Builds", "Bytes", "Evidence", "OpenSSLKit", "Provenance", "Settings", "StrictJSON", "Verification",
            ],
            path: "Tests/Fuzzing/Harness"
        )
    )
}

// What measures the verifier is for `make bench` alone. Beside it stands libcrypto by itself, which it calls directly.
if Context.environment["ASSAY_BENCH"] != nil {
    package.targets.append(
        .executableTarget(
            name: "EvidenceBenchmark",
            dependencies: ["Builds", "Bytes", "COpenSSL", "Evidence", "OpenSSLKit", "StrictJSON"],
            path: "Tests/Benchmarks/Evidence",
            exclude: ["dcap-qvl.py"]
        )
    )
}

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
