/// The security versions of a platform's firmware parts; compared part by part, never as one number.
package struct TCBVersion: Hashable, Sendable, CustomStringConvertible {
    /// The firmware of the chip's controller; only Turin and later have it.
    package let fmc: UInt8?
    package let bootloader: UInt8
    package let tee: UInt8
    package let snp: UInt8
    package let microcode: UInt8

    package init(fmc: UInt8? = nil, bootloader: UInt8, tee: UInt8, snp: UInt8, microcode: UInt8) {
        self.fmc = fmc
        self.bootloader = bootloader
        self.tee = tee
        self.snp = snp
        self.microcode = microcode
    }

    /// Whether no part is older than in `minimum`. Versions of which only one has an FMC are not comparable: `false`.
    package func isAtLeast(_ minimum: TCBVersion) -> Bool {
        guard (fmc == nil) == (minimum.fmc == nil) else { return false }
        return fmc ?? 0 >= minimum.fmc ?? 0 && bootloader >= minimum.bootloader && tee >= minimum.tee
            && snp >= minimum.snp && microcode >= minimum.microcode
    }

    package var description: String {
        (fmc.map { "fmc \($0), " } ?? "")
            + "bootloader \(bootloader), tee \(tee), snp \(snp), microcode \(microcode)"
    }
}

/// TCB_VERSION as a report stores it. Its layout depends on the product line, which old reports do not state.
package struct TCBField: Hashable, Sendable {
    /// Which byte is which (SEV-SNP firmware ABI, 56860, section 2.2).
    package enum Layout: Hashable, Sendable {
        /// Milan and Genoa: bootloader, tee, four reserved, snp, microcode.
        case milan
        /// Turin: fmc, bootloader, tee, snp, three reserved, microcode.
        case turin
    }

    /// The 8 bytes as stored.
    package let bytes: [UInt8]

    init(bytes: [UInt8]) {
        precondition(bytes.count == 8)
        self.bytes = bytes
    }

    /// The versions; `nil` where a byte that the layout reserves is not zero.
    package func version(as layout: Layout) -> TCBVersion? {
        switch layout {
        case .milan:
            guard bytes[2..<6].allSatisfy({ $0 == 0 }) else { return nil }
            return TCBVersion(bootloader: bytes[0], tee: bytes[1], snp: bytes[6], microcode: bytes[7])
        case .turin:
            guard bytes[4..<7].allSatisfy({ $0 == 0 }) else { return nil }
            return TCBVersion(
                fmc: bytes[0],
                bootloader: bytes[1],
                tee: bytes[2],
                snp: bytes[3],
                microcode: bytes[7]
            )
        }
    }
}

extension TCBField {
    /// The bytes that store `version`, in the layout that its parts call for.
    package init(_ version: TCBVersion) {
        if let fmc = version.fmc {
            bytes = [fmc, version.bootloader, version.tee, version.snp, 0, 0, 0, version.microcode]
        } else {
            bytes = [version.bootloader, version.tee, 0, 0, 0, 0, version.snp, version.microcode]
        }
    }
}
